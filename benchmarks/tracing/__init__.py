"""How well the tracer finds altered copies, beside other methods, and whom it accuses."""
