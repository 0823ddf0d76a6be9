"""Frozen types of the declaration contract and the language of its values. No I/O."""
