"""Monitoring: scanning what crawlers fetched, taking what feeds report, telling rights-holders.

Nothing here fetches anything: pictures come from files, or from whoever sends them.
"""
