"""What the rules rest on: clauses of documents, and the dated numbers of regions. Data in YAML, read once."""
