"""A form alone as a file: made once for its page, and kept for a while for whoever takes it away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec
from django.core.cache import cache
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from jiheng import __version__
from jiheng.batch.drafting import OneForm
from jiheng.web.pages.downloads import guard
from jiheng.web.records.domain.files import bare_name

_KEPT = 600
"""Seconds for which a form is kept between its page and its file."""


def kept(made_from: tuple[str, ...], make: Callable[[], OneForm]) -> OneForm:
    """The form that is made from these; the same from the same."""
    name = f"one-form-{hashlib.sha256(chr(10).join((__version__, *made_from)).encode()).hexdigest()}"
    held = cache.get(name)
    if held is not None:
        return msgspec.msgpack.decode(held, type=OneForm)
    made = make()
    if not made.error:
        cache.set(name, msgspec.msgpack.encode(made), _KEPT)
    return made


def as_file(made: OneForm, name: str) -> HttpResponse:
    """The form to be saved."""
    response = HttpResponse(made.data, content_type="application/octet-stream")
    named = content_disposition_header(as_attachment=True, filename=bare_name(f"{name}{made.suffix}"))
    response["Content-Disposition"] = named or "attachment"
    guard(response)
    return response
