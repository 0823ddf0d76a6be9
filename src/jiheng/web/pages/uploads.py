"""What may be uploaded as a form."""

from __future__ import annotations

ACCEPTED = ".docx,.xlsx,.doc,.xls,.wps,.et,.pdf,.html,.htm,.md,.txt,.csv,.jpg,.jpeg,.png,.tif,.tiff,.zip"
"""What a file dialog offers; what a file really is, its reader finds out."""
