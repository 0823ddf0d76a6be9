"""The pages of administrators: people, organisations, rounds, the register, the audit."""
