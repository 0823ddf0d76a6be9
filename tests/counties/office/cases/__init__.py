"""The cases, by kind of form and by file format."""
