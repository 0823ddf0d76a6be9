"""The review rules: one rule, one file, by family. They see `model` and `law` only: no rule opens a file."""
