"""Declarations whose unit or project was renamed wait to be found by the new name."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A table."""

    dependencies: ClassVar = [("records", "0009_discarded")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ToIndex",
            fields=[
                (
                    "declaration",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="records.declaration",
                    ),
                ),
            ],
        ),
    ]
