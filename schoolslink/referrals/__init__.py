"""Advice, requests for help, holdings, clocks, triage, and the families' pages."""
