"""The demonstration: a small ledger filled with works that the program draws itself."""
