"""A held-out set: forms as clerks write them, and the same forms with one mistake each; see `python -m tests.unseen`."""
