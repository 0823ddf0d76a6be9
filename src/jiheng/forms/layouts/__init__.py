"""Layouts: small text files that say which cell of a blank form holds which value, and how a form is known again."""
