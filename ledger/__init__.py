"""The ledger: statements in; entries, proofs and the register's state out."""
