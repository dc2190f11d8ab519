"""The law of the register, pure: statement kinds, rules, and state as a fold over entries."""
