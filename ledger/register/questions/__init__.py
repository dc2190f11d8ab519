"""Questions that people ask of the register: pure functions of a register and a day."""
