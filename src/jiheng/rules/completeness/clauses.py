"""The clauses of a file's texts: which characters end one, and what follows a stretch of text elsewhere in the file.

A text that was cut inside a word ends in a character that ends no other clause of the file, while elsewhere the same
character goes on into the whole word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from jiheng.model.language import fold
from jiheng.rules.form import Form, Text

_BETWEEN = re.compile(r"[^\w%‰·]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LARGEST = 200_000
"""Characters of a file up to which its forms are compared with one another; in a larger one each form stands alone."""


@lru_cache(maxsize=64)
def texts_of(form: Form) -> tuple[Text, ...]:
    """The names and prose of a form."""
    return tuple(_texts(form))


def _texts(form: Form) -> Iterator[Text]:
    for key in ("project_name", "direction", "parent_fund"):
        value = getattr(form.table, key)
        if value:
            yield Text(key, value)
    yield from form.texts
    for row in form.rows:
        if row.name:
            yield Text(row.path("name"), row.name)
        if row.value and not row.indicator.number:
            yield Text(row.path("value_text"), row.value)
        if row.indicator.description:
            yield Text(row.path("description"), row.indicator.description)


@lru_cache(maxsize=16384)
def clauses_of(text: str) -> tuple[str, ...]:
    """The clauses of a text, in half width and without blanks."""
    return tuple(one for one in _BETWEEN.split(fold(text)) if one)


class Clauses:
    """All clauses of some forms, each text once."""

    def __init__(self, forms: Sequence[Form]) -> None:
        texts = dict.fromkeys(one.text for form in forms for one in texts_of(form))
        for form in forms:
            for title in (form.table.title, form.table.budget_unit, form.table.implementing_unit):
                if title:
                    texts.setdefault(title)
        self.clauses = list(dict.fromkeys(clause for text in texts for clause in clauses_of(text)))

    @cached_property
    def text(self) -> str:
        """All clauses, a line each."""
        return "\n" + "\n".join(self.clauses) + "\n"

    @cached_property
    def finals(self) -> Counter[str]:
        """How many clauses end in a character."""
        return Counter(one[-1] for one in self.clauses)

    def followed(self, part: str) -> Counter[str]:
        """What stands behind a stretch of text; a line break where a clause ends."""
        return Counter(self.text[at + len(part)] for at in self.places(part))

    def preceded(self, part: str) -> Counter[str]:
        """What stands before a stretch of text; a line break where a clause begins."""
        return Counter(self.text[at - 1] for at in self.places(part))

    def places(self, part: str) -> Iterator[int]:
        """Where a stretch of text stands."""
        at = self.text.find(part)
        while at >= 0:
            yield at
            at = self.text.find(part, at + len(part))


@lru_cache(maxsize=8)
def _of_file(first: Form) -> Clauses | None:
    forms = first.siblings
    size = sum(len(one.text) for form in forms for one in texts_of(form))
    return Clauses(forms) if size <= _LARGEST else None


@lru_cache(maxsize=8)
def _of_form(form: Form) -> Clauses:
    return Clauses((form,))


def around(form: Form) -> Clauses:
    """The clauses with which the texts of a form are compared: those of its file."""
    return _of_file(form.siblings[0]) or _of_form(form)


def is_chinese(character: str) -> bool:
    """Whether a character is a Chinese one."""
    return _CHINESE.fullmatch(character) is not None
