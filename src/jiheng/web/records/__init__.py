"""What is kept: organisations and people, rounds, declarations with their versions, the acts, the audit."""
