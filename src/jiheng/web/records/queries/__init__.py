"""What people see: only what is in their scope."""
