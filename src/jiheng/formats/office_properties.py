"""The properties of an office file that a release copy must not carry: who wrote it, and when."""

from __future__ import annotations

from jiheng.formats.container import Container
from jiheng.formats.document import Metadata
from jiheng.model.errors import UnreadableDocument

_FIELDS = {
    "{http://purl.org/dc/elements/1.1/}creator": "author",
    "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy": "last_modified_by",
    "{http://purl.org/dc/terms/}created": "created",
    "{http://purl.org/dc/terms/}modified": "modified",
}


def read_properties(container: Container, *, revisions: int = 0, comments: int = 0, bookmarks: int = 0) -> Metadata:
    """The core properties with the counts of the reader; a damaged properties part is as good as none."""
    found: dict[str, str] = {}
    try:
        root = container.tree("docProps/core.xml")
    except UnreadableDocument:
        root = None
    for element in root if root is not None else ():
        key = _FIELDS.get(element.tag)
        if key and element.text and element.text.strip():
            found[key] = element.text.strip()
    return Metadata(
        author=found.get("author"),
        last_modified_by=found.get("last_modified_by"),
        created=found.get("created"),
        modified=found.get("modified"),
        revisions=revisions,
        comments=comments,
        bookmarks=bookmarks,
    )
