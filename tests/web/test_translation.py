"""English: every word of the interface is translated, nothing that is kept or handed out is."""

from __future__ import annotations

import ast
import gettext
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import lxml.html
import msgspec
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language, override

from jiheng.forms.layouts.layout import all_layouts
from jiheng.web.records.domain import acts, reminders, rounds
from jiheng.web.records.domain.import_people import COLUMNS
from jiheng.web.records.domain.workbooks import workbook
from jiheng.web.records.models import AuditEntry, FormKind, Notice, Person
from jiheng.web.setup.imports import KINDS
from tests.needs import needs
from tests.web.county import PASSWORD, County, content
from tests.web.test_urls import ROWS, Row, Things, letter, things  # noqa: F401

LOCALE = Path(settings.LOCALE_PATHS[0]) / "en" / "LC_MESSAGES"
WEB = LOCALE.parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[:.][^}]*)?\}")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uff60]+")


@pytest.fixture(autouse=True)
def _afterwards_chinese_again() -> Iterator[None]:
    """A request leaves its language behind in the thread."""
    with override(settings.LANGUAGE_CODE):
        yield


class Message(NamedTuple):
    """An entry of the catalogue."""

    context: str
    source: str
    translations: tuple[str, ...]
    flags: str


def messages() -> list[Message]:
    """The entries of django.po, the head left out."""
    found = []
    for block in (LOCALE / "django.po").read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        key, flags = "", ""
        for line in block.splitlines():
            if line.startswith("#,"):
                flags += line
            elif line and not line.startswith("#"):
                if not line.startswith('"'):
                    key, line = line.split(" ", 1)
                parts[key] = parts.get(key, "") + ast.literal_eval(line)
        if parts.get("msgid"):
            translations = tuple(text for key, text in parts.items() if key.startswith("msgstr"))
            found.append(Message(parts.get("msgctxt", ""), parts["msgid"], translations, flags))
    return found


def test_every_message_is_translated() -> None:
    found = messages()
    assert len(found) > 1000
    assert [one for one in found if not all(text.strip() for text in one.translations) or "fuzzy" in one.flags] == []


def test_translations_keep_the_placeholders() -> None:
    for one in messages():
        for text in one.translations:
            assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(one.source)), one


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    due = {}
    for one in messages():
        key = f"{one.context}\x04{one.source}" if one.context else one.source
        if len(one.translations) > 1:
            due.update({(key, number): text for number, text in enumerate(one.translations)})
        else:
            due[key] = one.translations[0]
    assert {key: text for key, text in compiled.items() if key} == due


@needs(shutil.which("xgettext"), "没有装 GNU gettext")
def test_no_message_is_missing_in_the_catalogue(tmp_path: Path) -> None:
    """What makemessages does, into another folder: the templates turned into calls, then xgettext."""
    from django.utils.translation.template import templatize

    listed = []
    for path in sorted((*WEB.rglob("*.py"), *WEB.rglob("*.html"), *WEB.with_name("model").rglob("*.py"))):
        if "static" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        name = tmp_path / f"{len(listed)}.py"
        name.write_text(templatize(source) if path.suffix == ".html" else source, encoding="utf-8")
        listed.append(str(name))
    (tmp_path / "files").write_text("\n".join(listed), encoding="utf-8")
    words = ("gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
             "npgettext_lazy:1c,2,3")  # fmt: skip
    subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-wrap", "--no-location", "--sort-output",
         f"--output={tmp_path / 'found.pot'}", f"--files-from={tmp_path / 'files'}", *(f"--keyword={word}" for word in words)],
        check=True,
    )  # fmt: skip
    found = sources(tmp_path / "found.pot")
    assert len(found) > 1000
    assert found - sources(LOCALE / "django.po") == set()


def sources(path: Path) -> set[tuple[str, str]]:
    """Context and source of all messages of a file."""
    text = path.read_text(encoding="utf-8")
    found = set()
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        context = next((ast.literal_eval(line[8:]) for line in lines if line.startswith("msgctxt ")), "")
        source = re.search(r'^msgid ((?:".*"\n?)+)', "\n".join(lines), re.MULTILINE)
        if source is not None:
            found.add((context, "".join(ast.literal_eval(line) for line in source[1].splitlines())))
    return found - {("", "")}


# ---- pages


def has_class(name: str) -> str:
    """A condition of XPath."""
    return f"contains(concat(' ', @class, ' '), ' {name} ')"


READERS = ("preparer", "head", "department", "section", "performance", "budget", "admin", "auditor")
DATA = (
    "@data-sheet", has_class("sheet-box"), has_class("findings"), "name()='li' and ancestor::table[@data-scores]",
    "name()='select' and starts-with(@name, 'path')", "name()='script'",
    "@lang='zh-hans'", "@value='zh-hans'",
)  # fmt: skip
"""What is Chinese in every language: the cells of forms, what was found in them, the names of their places; and the choice
of Chinese."""
IN_LISTS = ("财政局", "主管部门", "预算单位", "；", "、")
"""What is written into lists that are taken in, in every language."""
SAID = ("title", "aria-label", "placeholder", "alt", "data-label", "data-words")


def test_pages_in_english_have_no_chinese_but_data(things: Things) -> None:  # noqa: F811
    pages, wrong = 0, {}
    known = data_of_the_county()
    for row in (row for row in ROWS if row.method == "get"):
        for reader in READERS:
            if row.expected[READERS.index(reader)] != "+":
                continue
            client = Client(HTTP_ACCEPT_LANGUAGE="en")
            client.force_login(things.county.people[reader], "django.contrib.auth.backends.ModelBackend")
            response = client.get(reverse(row.name, args=row.arguments(things)))
            for close in response._resource_closers:  # type: ignore[attr-defined]
                close()
            if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
                continue
            pages += 1
            page = response.content.decode()
            assert '<html lang="en">' in page
            copy = texts_in(msgspec.to_builtins(response.context.get("copy")))
            in_lists = IN_LISTS if row.name == "import" else ()
            for words in chinese_words(page, [*known, *in_lists, *filter(None, copy)]):
                wrong.setdefault(words, f"{reader} {row.name}")
    assert pages > 150
    assert not wrong, "\n".join(f"{words}: {where}" for words, where in wrong.items())


def chinese_words(page: str, known: list[str]) -> Iterator[str]:
    """What is Chinese in a page, neither data nor the choice of the language."""
    longest_first = sorted(known, key=len, reverse=True)
    tree = lxml.html.document_fromstring(page)
    for element in tree.xpath(f"//*[{' or '.join(f'({one})' for one in DATA)}]"):
        if element.getparent() is not None:
            element.drop_tree()
    texts = [*tree.itertext(), *(one.get(name, "") for one in tree.iter() for name in SAID)]
    for text in texts:
        if CHINESE.search(text):
            for value in longest_first:
                text = text.replace(value, "")
            yield from CHINESE.findall(text)


def data_of_the_county() -> list[str]:
    """All texts of the database, names of layouts, regions, columns of lists."""
    found = {"云溪县", "（元）", "（万元）", *rounds.region_choices()}
    for known in all_layouts():
        found |= {known.layout.title, known.layout.source}
    for kind in KINDS.values():
        found.update(one.head for one in kind.columns)
    for model in apps.get_app_config("records").get_models():
        fields = [
            one.attname
            for one in model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField | models.JSONField)
        ]
        for values in model._base_manager.values_list(*fields):
            found.update(text for value in values for text in texts_in(value))
    return [text for text in found if CHINESE.search(text)]


def texts_in(value: object) -> Iterator[str]:
    """The texts in a value, which may be JSON."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        yield from texts_in(json.loads(value))
    elif isinstance(value, str):
        yield value.strip()
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


# ---- the choice


def test_a_choice_in_the_menu_is_kept_for_the_person(county: County) -> None:
    person = county.people["preparer"]
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    there = reverse("notices")
    response = client.post(reverse("set_language"), {"language": "en", "next": there})
    assert response["Location"] == there
    assert "Sign out" in client.get(there).content.decode()
    fresh = Client()
    fresh.post(reverse("sign-in"), {"username": "preparer", "password": PASSWORD})
    assert "Sign out" in fresh.get(there).content.decode(), "elsewhere, too"
    client.post(reverse("account"), {"language": "zh-hans"})
    assert "退出登录" in client.get(there).content.decode()
    person.refresh_from_db()
    assert person.language == "zh-hans"


def test_a_choice_at_the_door_is_taken_along(county: County) -> None:
    person = county.people["head"]
    Person.objects.filter(pk=person.pk).update(language="zh-hans")
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    assert "Sign in" not in client.get(reverse("sign-in")).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": reverse("sign-in")})
    assert "Sign in" in client.get(reverse("sign-in")).content.decode()
    client.post(reverse("sign-in"), {"username": "head", "password": PASSWORD})
    assert "Sign out" in client.get(reverse("home")).content.decode()
    person.refresh_from_db()
    assert person.language == "en"
    client.post(reverse("sign-out"))
    again = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    again.post(reverse("sign-in"), {"username": "head", "password": PASSWORD})
    assert "Sign out" in again.get(reverse("home")).content.decode(), "nothing was chosen at this door"


def test_no_other_language_and_no_other_site(county: County) -> None:
    client = Client()
    client.force_login(county.people["preparer"], "django.contrib.auth.backends.ModelBackend")
    response = client.post(reverse("set_language"), {"language": "xx", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"
    assert Person.objects.get(username="preparer").language == ""
    assert client.get(reverse("set_language")).status_code == 405


# ---- what is kept or handed out


def test_what_is_kept_is_chinese_whoever_acts(county: County) -> None:
    office = county.office
    preparer, head = county.person("preparer", office), county.person("head", office)
    county.project()
    with override("en"):
        made = acts.create(county.round, office, FormKind.PROJECT, content(), preparer, project=county.project(office))
        acts.submit(made, preparer)
        acts.sign(made, head)
        reminders.remind([county.unit], county.round, county.people["admin"])
        assert get_language() == "en"
    kept = [*Notice.objects.values_list("text", flat=True), *AuditEntry.objects.values_list("opinion", flat=True)]
    assert any("已签批，现在是“业务股室审核”" in text for text in kept)
    assert any("“一上：申报”还有 2 份没有报送" in text for text in kept)
    assert "主管部门就是填报单位" in kept
    assert not [text for text in kept if re.search(r"[a-z]{3}", text)]


def test_lists_to_fill_in_have_the_same_columns_in_english() -> None:
    import openpyxl

    with override("en"):
        book = openpyxl.load_workbook(io.BytesIO(workbook("people", COLUMNS, (), explained=True)))
    assert [cell.value for cell in book.worksheets[0][1]] == ["账号", "姓名", "单位编码", "角色", "邮箱"]
    about = [row[2].value for row in book.worksheets[1].iter_rows(min_row=2)]
    assert about[1] == "The person's real name."
    assert "填报人、单位负责人" in about[3]
