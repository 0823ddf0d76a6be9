"""Backup and restore: everything of an installation in one file that goes back into either kind of database."""
