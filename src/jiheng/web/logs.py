"""Structured logs: one JSON object a line on standard error, without personal data.

What is logged of a request is its route (the pattern, not the address), status, time, and the number of the account: no
names, no search words, no addresses, no contents.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

KEPT = ("event", "request", "method", "route", "status", "milliseconds", "account", "intake", "content", "number")
"""What a call of ours may log beside its message; anything else is left out."""
_PLAIN = (str, int, float, type(None))


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON; of an exception its place and class, and not its words, which may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.startswith("jiheng"):
            line["message"] = record.getMessage()
        # Django's own records have the request itself for `request`.
        line.update({name: value for name in KEPT if isinstance(value := getattr(record, name, ...), _PLAIN)})
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["frames"] = [
                f"{frame.filename.rsplit('/site-packages/', 1)[-1]}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(error.__traceback__)[-12:]
            ]
        return json.dumps(line, ensure_ascii=False)


def logging_of(*, requests: bool = True) -> dict[str, Any]:
    """Django's LOGGING: everything of ours from INFO (requests only where they are wanted), of others from WARNING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "jiheng.web.logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "jiheng": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
            "jiheng.web.request": {"level": "INFO" if requests else "WARNING"},
            # The request log says what these would say, without the address.
            "django.request": {"handlers": [], "level": "CRITICAL", "propagate": False},
            "django.security": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
