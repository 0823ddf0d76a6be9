"""The audit: one chain of entries, each with the hash of the one before. Only ever added to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from jiheng.web.records.models.declarations import Declaration
from jiheng.web.records.models.people import Organisation, Person


class AuditEntry(models.Model):
    """Who did what, when, to what, from which state to which. The database refuses to change or delete a row."""

    id = models.BigIntegerField(primary_key=True)
    """Its place in the chain, from 1, without gaps."""
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    """None: the system itself."""
    act = models.CharField(max_length=40)
    declaration = models.ForeignKey(Declaration, models.PROTECT, null=True, related_name="entries")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    version_sha256 = models.CharField(max_length=64, blank=True)
    opinion = models.TextField(blank=True)
    details = models.TextField(default="{}")
    """What else belongs to it, as JSON with sorted keys."""
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["by", "declaration", "act"], name="audit_by_act"),
            models.Index(fields=["declaration", "id"], name="audit_declaration"),
        ]


class ChainHead(models.Model):
    """How long the chain is and how it ends; locked while an entry is added. One row."""

    length = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
