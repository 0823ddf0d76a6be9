"""Readers: a file of any format becomes a `Document`. They know nothing of budgets."""
