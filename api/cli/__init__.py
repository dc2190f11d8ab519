"""The command line: ``mogao``."""
