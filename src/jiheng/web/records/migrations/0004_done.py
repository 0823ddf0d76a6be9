"""What a person did is told from an index alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """After the lists."""

    dependencies: ClassVar = [("records", "0003_lists")]
    operations: ClassVar = [
        migrations.RemoveIndex("auditentry", "audit_by"),
        migrations.AddIndex("auditentry", models.Index(fields=["by", "declaration", "act"], name="audit_by_act")),
    ]
