"""Drafts that were filed by mistake are put aside; another takes their place."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column, and what must be one of a kind: among those that were not put aside."""

    dependencies: ClassVar = [("records", "0008_explained")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="declaration", name="discarded_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RemoveConstraint(model_name="declaration", name="one_for_a_project"),
        migrations.RemoveConstraint(model_name="declaration", name="one_for_a_unit"),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_at", None), ("project__isnull", False)),
                fields=("project", "kind"),
                name="one_for_a_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("discarded_at", None), ("project__isnull", True)),
                fields=("round", "unit", "kind", "title"),
                name="one_for_a_unit",
            ),
        ),
    ]
