"""Recognising forms in a document and binding their cells to the declaration."""
