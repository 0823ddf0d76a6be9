"""Lists count what is open, and beside it what was explained: of what there is, it is counted here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models

from jiheng.model.finding import Severity
from jiheng.web.records.domain.contents import findings_of
from jiheng.web.records.domain.findings import keys_of

_COUNTED = (Severity.ERROR, Severity.WARNING)


def count(apps: Any, editor: Any) -> None:  # noqa: ARG001
    """Only declarations with an explanation have other counts than their form."""
    model = apps.get_model("records", "Declaration").objects
    keys: dict[int, set[str]] = {}
    for declaration, key in apps.get_model("records", "Explanation").objects.values_list("declaration", "key"):
        keys.setdefault(declaration, set()).add(key)
    for pk, explained in keys.items():
        one = model.select_related("draft__content", "current__content").get(pk=pk)
        content = one.draft.content if hasattr(one, "draft") else one.current.content
        found = findings_of(content)
        counted = [
            (finding.severity, key in explained)
            for finding, key in zip(found, keys_of(content, found), strict=True)
            if finding.severity in _COUNTED
        ]
        model.filter(pk=pk).update(
            errors=counted.count((Severity.ERROR, False)),
            warnings=counted.count((Severity.WARNING, False)),
            explained=sum(is_explained for _severity, is_explained in counted),
        )


class Migration(migrations.Migration):
    """A column, and what it holds."""

    dependencies: ClassVar = [("records", "0007_copy_orders")]

    operations: ClassVar = [
        migrations.AddField(model_name="declaration", name="explained", field=models.PositiveIntegerField(default=0)),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
