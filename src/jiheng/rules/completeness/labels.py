"""Which labels a form prints: its own, and those of the list or the set of equal forms that it belongs to.

Where several projects stand in one list, a row whose cell is blank shows no label of its own: the other rows do.
"""

from __future__ import annotations

from jiheng.rules.form import Form

_FIRST = 20
"""Forms of the file that are looked at."""


def is_printed(form: Form, key: str) -> bool:
    """Whether a form prints a label for a key, or all forms beside it with the same title do."""
    if form.has(key):
        return True
    title = form.table.title
    if not title:
        return False
    alike = [
        one for one in form.siblings[:_FIRST] if one is not form and one.kind is form.kind and one.table.title == title
    ]
    return bool(alike) and all(one.has(key) and one.value(key) for one in alike)
