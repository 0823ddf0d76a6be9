"""One deliberate mistake each, on top of the clean forms, as YAML (see `tests.review.planted.load`)."""
