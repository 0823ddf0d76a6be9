"""What may be done, and by whom: the transition table, one function per act, the audit."""
