"""Mistake-free forms and batches, as compact YAML (see `tests.review.build`)."""
