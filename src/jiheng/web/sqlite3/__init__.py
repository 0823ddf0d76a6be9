"""SQLite, whose writers wait in a queue."""
