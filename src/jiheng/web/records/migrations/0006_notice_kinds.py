"""Notices have a kind by which they are gathered; those written before have none."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies: ClassVar = [("records", "0005_seals")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="notice",
            name="kind",
            field=models.CharField(blank=True, default="", max_length=24),
            preserve_default=False,
        ),
    ]
