"""The zip archive of an office file, the same bytes each time."""

from __future__ import annotations

import io
import zipfile

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def pack(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), (DECLARATION + text).encode(), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()
