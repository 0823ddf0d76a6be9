"""What is said of a field that was filled in wrongly: one clear sentence, in the words of this app."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

MANY = [("a", "甲")]
WRONG: tuple[tuple[forms.Field, object, str], ...] = (
    (forms.CharField(), "", "这一栏不能空着。"),
    (forms.CharField(max_length=3), "甲乙丙丁", "最多 3 个字，现在有 4 个，请删减。"),
    (forms.CharField(), "a\0", "里面有看不见的空字符，请删掉后重新填写。"),
    (forms.IntegerField(), "x", "请填整数。"),
    (forms.IntegerField(min_value=2000), "3", "最小是 2000，请填不小于它的数。"),
    (forms.IntegerField(max_value=60), "61", "最大是 60，请填不超过它的数。"),
    (forms.DecimalField(), "x", "请填数字。"),
    (forms.DecimalField(max_digits=16), "12345678901234567", "数字太长，整数和小数合起来最多 16 位。"),
    (forms.DecimalField(max_digits=17, decimal_places=4), "1.23456", "小数最多 4 位。"),
    (forms.DecimalField(max_digits=17, decimal_places=4), "12345678901234", "数字太大，小数点前最多 13 位。"),
    (forms.DateField(), "x", "请填日期，例如 2026-11-26。"),
    (forms.DateTimeField(), "x", "请填日期和时间，例如 2026-11-26 18:00。"),
    (forms.EmailField(), "x", "请填完整的电子邮箱，例如 wang@example.gov.cn。"),
    (forms.URLField(assume_scheme="https"), "x y", "请填完整的网址，例如 https://www.example.gov.cn/gk/。"),
    (forms.ChoiceField(choices=MANY), "b", "“b”不在可选的范围里，请重新选择。"),
    (forms.MultipleChoiceField(choices=MANY), ["b"], "“b”不在可选的范围里，请重新选择。"),
    (forms.MultipleChoiceField(choices=MANY), "b", "请选择，可以选几项。"),
    (forms.FileField(), SimpleUploadedFile("a.txt", b""), "文件是空的，请重新选择。"),
    (forms.FileField(), "x", "没有收到文件，请重新选择。"),
)


@pytest.mark.parametrize(("field", "value", "said"), WRONG, ids=[said for _field, _value, said in WRONG])
def test_a_wrong_value_is_one_chinese_sentence(field: forms.Field, value: object, said: str) -> None:
    with override("zh-hans"), pytest.raises(forms.ValidationError) as told:
        field.clean(value)
    assert told.value.messages == [said]


def test_the_compiled_words_are_the_written_ones() -> None:
    folder = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
    written = (folder / "django.po").read_text(encoding="utf-8")
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    due = [text.replace('\\"', '"') for text in re.findall(r'^msgstr(?:\[0\])? "(.+)"$', written, re.MULTILINE)]
    assert sorted(text for key, text in compiled.items() if key) == sorted(due)
