"""The Django app that owns the data."""

from __future__ import annotations

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Organisations, rounds, declarations, audit."""

    name = "jiheng.web.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
