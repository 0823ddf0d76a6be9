"""Pictures of printed forms, as a scanner, a copier or a telephone makes them: from a digital PDF, the same every time."""
