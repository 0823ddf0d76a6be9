"""What the search is still to learn."""

from __future__ import annotations

from django.db import models

from jiheng.web.records.models.declarations import Declaration


class ToIndex(models.Model):
    """A declaration that the search still finds by names of before; the process beside the server puts it right."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, primary_key=True, related_name="+")
