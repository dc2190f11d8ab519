"""Where pictures and the ledger meet: HTTP, the web pages and the command line."""
