"""Reasons have kinds; those written before have none, and are shown as 未分类."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models

EXPLANATION = [
    ("", "未分类"),
    ("policy", "政策或上级文件如此规定"),
    ("evidence", "数据另有依据（见附件或说明）"),
    ("special_case", "情况特殊，表内如实反映"),
    ("false_alarm", "审核意见不适用于本表（误报）"),
    ("other", "其他原因"),
]
ADJUSTMENT = [
    ("", "未分类"),
    ("policy_change", "政策调整"),
    ("force_majeure", "不可抗力"),
    ("budget_adjusted", "预算调整"),
    ("monitoring", "绩效监控结果"),
    ("duties_changed", "机构职能变化"),
    ("other", "其他原因"),
]


class Migration(migrations.Migration):
    """Two columns."""

    dependencies: ClassVar = [("records", "0010_to_index")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="explanation",
            name="reason_code",
            field=models.CharField(blank=True, choices=EXPLANATION, default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="adjustment",
            name="reason_code",
            field=models.CharField(blank=True, choices=ADJUSTMENT, default="", max_length=16),
            preserve_default=False,
        ),
    ]
