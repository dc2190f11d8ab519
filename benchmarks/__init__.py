"""The numbers of the product, measured: ``python -m benchmarks``, or with the names of some."""
