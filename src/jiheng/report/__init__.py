"""Declarations and ledgers for people: tables in a terminal, rows for a spreadsheet."""
