"""What may be uploaded as a form, and how much of it at once."""

from __future__ import annotations

MOST_FILES = 10
"""Files that are handed over at once."""
ACCEPTED = ".docx,.xlsx,.doc,.xls,.wps,.et,.pdf,.html,.htm,.md,.txt,.csv,.jpg,.jpeg,.png,.tif,.tiff,.zip"
"""What a file dialog offers; what a file really is, its reader finds out."""
