"""Layouts: those that come with the program, how they are known again, corrected, learned and proved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jiheng.formats.document import Document
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.formats.registry import open_document, read_bytes
from jiheng.forms.layouts.find import find_layout
from jiheng.forms.layouts.fingerprint import BETWEEN, fingerprint
from jiheng.forms.layouts.laws import prove, prove_layout
from jiheng.forms.layouts.layout import Known, LayoutError, bundled, from_yaml, known_at, named, to_yaml
from jiheng.forms.layouts.learn import learn
from jiheng.forms.layouts.overrides import codec_of
from jiheng.forms.layouts.places import Place, parsed
from jiheng.forms.ledger import Became, How
from jiheng.forms.lens import Opened, put
from jiheng.forms.reading import read_document, read_file
from jiheng.forms.sample import Shape, sample
from jiheng.model.declaration import Kind

ROOT = Path(__file__).parent.parent.parent
OFFICE = ROOT / "examples/office"
NAMES = [one.layout.name for one in bundled()]
FILLED = {
    "korla-2019-department-overall.docx": "korla-2019-department-overall",
    "korla-2021-department-overall.docx": "korla-2021-department-overall",
    "nanyue-2020-department-overall.docx": "nanyue-2020-department-overall",
    "shifeng-2023-attachments.docx": "shifeng-2023-attachments",
    "shifeng-2023-attachments.xlsx": "shifeng-2023-attachments-xlsx",
    "yongning-2024-projects.docx": "yongning-2024-projects",
    "yongning-2024-projects.xlsx": "yongning-2024-projects-xlsx",
    "yutian-2023-project.docx": "yutian-2023-project",
}


def _document(path: Path) -> Document:
    return open_document(path, DEFAULT_LIMITS, lambda _: True)


# ---- those that come with the program --------------------------------------------------------------------------------


def test_the_folder_is_what_the_script_makes() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/make_layouts.py", "--check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_the_laws_hold(name: str) -> None:
    proof = prove_layout(named(name))
    assert [(law.name, law.broken) for law in proof.laws] == [("CreateGet", ()), ("PutGet", ()), ("GetPut", ())]
    assert all(law.values > 100 for law in proof.laws)
    assert proof.notes == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_is_read_as_a_blank_form(name: str) -> None:
    known = named(name)
    document = read_bytes(known.blank(), known.layout.blank, DEFAULT_LIMITS, lambda _: True)
    reading = read_document(document, known.layout.blank)
    assert reading.declaration.complete
    assert [table.kind for table in reading.declaration.tables or ()] == list(known.layout.kinds)
    assert not any(table.indicators for table in reading.declaration.tables or ())
    assert not any(entry.became is Became.LEFT_OVER for entry in reading.ledger.entries)


@pytest.mark.parametrize("name", NAMES)
def test_a_blank_is_known_again(name: str) -> None:
    known = named(name)
    found = find_layout(read_bytes(known.blank(), known.layout.blank, DEFAULT_LIMITS, lambda _: True))
    assert found is not None
    assert found.layout.name == name


def test_fingerprints_tell_layouts_apart() -> None:
    prints: dict[str, set[str]] = {}
    for one in bundled():
        prints.setdefault(one.layout.fingerprint, set()).add(one.layout.name.removesuffix("-xlsx"))
    assert all(len(names) == 1 for names in prints.values())


@pytest.mark.parametrize(("file", "name"), FILLED.items())
def test_a_filled_form_is_known_again(file: str, name: str) -> None:
    found = find_layout(_document(OFFICE / file))
    assert found is not None
    assert found.layout.name == name


@pytest.mark.parametrize("name", ["national-department-overall", "national-project-monitoring"])
def test_the_fingerprint_stays_with_more_rows(name: str) -> None:
    known = named(name)
    opened = Opened(known.blank(), known.layout.blank)
    kind = known.layout.kinds[0]
    written = put(opened, [sample(kind, 0, Shape())])
    assert len(written.tables[0].indicators or ()) > 18
    assert fingerprint(Opened(written.data, known.layout.blank).document) == known.layout.fingerprint


def test_what_is_no_form_has_no_layout() -> None:
    assert find_layout(read_bytes("只是一段话。\n".encode(), "a.txt", DEFAULT_LIMITS, lambda _: True)) is None


# ---- learning --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILLED)
def test_a_filled_form_is_emptied_and_its_laws_hold(file: str) -> None:
    learned = learn((OFFICE / file).read_bytes(), file, "学来的")
    assert "已把填写的内容清空" in learned.notes[0]
    assert not any("没有清掉" in note for note in learned.notes)
    tables = read_document(Opened(learned.blank, file).document, file).declaration.tables or ()
    assert not any(table.indicators or table.budget_unit or table.project_name for table in tables)
    whole = set(fingerprint(_document(OFFICE / file)).split(BETWEEN))
    assert set(learned.layout.fingerprint.split(BETWEEN)) == whole
    assert prove(learned.blank, learned.layout.blank).holds


def test_an_emptied_form_tells_no_author() -> None:
    from jiheng.formats.release import prove_release

    file = "korla-2021-department-overall.docx"
    learned = learn((OFFICE / file).read_bytes(), file, "学来的")
    assert prove_release(learned.blank, "docx", DEFAULT_LIMITS) == ()


def test_a_blank_form_stays_as_it_is() -> None:
    data = (ROOT / "examples/blank/nanyue-2020-department-overall-blank.docx").read_bytes()
    learned = learn(data, "表.docx", "学来的")
    assert learned.blank == data
    assert learned.notes == ()


def test_what_is_unsure_is_told() -> None:
    data = (ROOT / "examples/blank/yutian-2023-project-blank.docx").read_bytes()
    told = {one.why for one in learn(data, "表.docx", "学来的").unsure}
    assert any("推断为 fund_use" in why for why in told)


def test_formats_that_cannot_be_written_are_refused() -> None:
    data = (ROOT / "examples/text/nanyue-2020-department-overall.txt").read_bytes()
    with pytest.raises(LayoutError, match="另存为"):
        learn(data, "表.txt", "学来的")


# ---- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_comes_back_from_its_text(name: str) -> None:
    layout = named(name).layout
    assert from_yaml(to_yaml(layout), name) == layout
    assert not layout.corrected
    assert all(parsed(cell.at) is not None for cell in layout.cells)
    assert all(
        codec_of(cell.path or "") is not None for cell in layout.cells if "deviation_causes" not in (cell.path or "")
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("表1 行4—9 列2", Place("1", 3, 8, 1)),
        ("表2.3 行1 列1", Place("2.3", 0, 0, 0)),
        ("附表1!C7", Place("附表1", 6, 6, 2)),
        ("附表1!AA7—AA12", Place("附表1", 6, 11, 26)),
        ("段3", Place("", 2, 2, 0)),
        ("第三段", None),
    ],
)
def test_places(text: str, place: Place | None) -> None:
    assert parsed(text) == place


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("name: ", "name: ["), "不合 YAML 的写法"),
        (("format: docx", "format: docx\nnonsense: 1"), "不合版式的写法"),
        (("blank: korla", "blank: ../korla"), "只能是同一个文件夹里的文件名"),
        (("money_unit: 万元", "money_unit: 两"), "money_unit 只能是"),
        (("decimals: 2", "decimals: 9"), "decimals 只能是"),
        (("kinds: [department_overall]", "kinds: [nonsense]"), "kinds"),
    ],
)
def test_complaints_about_a_file(change: tuple[str, str], sentence: str) -> None:
    text = to_yaml(named("korla-2021-department-overall").layout)
    assert change[0] in text
    with pytest.raises(LayoutError, match=sentence):
        from_yaml(text.replace(*change), "本县.yaml")


# ---- corrected lines -------------------------------------------------------------------------------------------------


def _corrected(folder: Path, name: str, *changes: tuple[str, str]) -> Known:
    """A bundled layout as a bureau's own, with changed lines."""
    known = named(name)
    text = to_yaml(known.layout)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / known.layout.blank).write_bytes(known.blank())
    return known_at(folder / f"{name}.yaml")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIHENG_LAYOUTS", str(tmp_path))
    return tmp_path


KORLA = "korla-2021-department-overall"
CORRECTIONS = [
    (KORLA, ("path: budget_unit", "path: implementing_unit")),
    (KORLA, ("path: budget_unit", "path: null")),
    (KORLA, ("path: 'tasks[].content'", "path: null")),
    (KORLA, ("path: 'indicators[].value_text'", "path: 'indicators[].basis'")),
    (KORLA, ("path: 'extra[].text'", "path: notes")),
    (KORLA, ("path: budget.other_funds", "path: budget.carry_over")),
    ("yongning-2024-projects-xlsx", ("path: project_period", "path: fund_use")),
    ("shifeng-2023-attachments", ("path: direction", "path: project_name")),
    (
        "national-transfer-region",
        ("at: 表1 行5 列4, path: 'extra[].text'", "at: 表1 行5 列4, path: budget.fiscal_appropriation"),
    ),
]


@pytest.mark.parametrize(("name", "change"), CORRECTIONS, ids=lambda one: one if isinstance(one, str) else one[1])
def test_the_laws_hold_with_a_corrected_line(own: Path, name: str, change: tuple[str, str]) -> None:
    known = _corrected(own, name, change)
    assert known.layout.corrected
    assert prove_layout(known).holds


def test_a_corrected_line_wins_in_a_filled_form(own: Path) -> None:
    file = OFFICE / "korla-2021-department-overall.docx"
    before = (read_file(file).declaration.tables or ())[0]
    _corrected(
        own,
        KORLA,
        ("path: budget_unit", "path: implementing_unit"),
        ("path: budget.other_funds", "path: budget.carry_over"),
    )
    reading = read_file(file)
    table = (reading.declaration.tables or ())[0]
    assert table.implementing_unit == before.budget_unit
    assert isinstance(before.budget, dict)
    assert isinstance(table.budget, dict)
    assert table.budget["carry_over"] == before.budget["other_funds"]
    assert table.budget_unit is not before.budget_unit
    assert any(entry.how is How.LAYOUT for entry in reading.ledger.entries)


def test_a_line_without_a_path_leaves_its_cells_over(own: Path) -> None:
    _corrected(own, KORLA, ("path: 'tasks[].content'", "path: null"))
    declaration = read_file(OFFICE / "korla-2021-department-overall.docx").declaration
    assert not declaration.complete
    tasks = (declaration.tables or ())[0].tasks or ()
    assert len(declaration.left_over or ()) == len(tasks) > 5


def test_a_correction_finds_its_cells_below_added_rows(own: Path) -> None:
    known = _corrected(own, KORLA, ("path: budget.other_funds", "path: budget.carry_over"))
    opened = Opened(known.blank(), known.layout.blank)
    table = sample(Kind.DEPARTMENT_OVERALL, 0, Shape())
    written = put(opened, [table])
    assert len(written.tables[0].tasks or ()) == 8
    assert isinstance(table.budget, dict)
    assert isinstance(written.tables[0].budget, dict)
    assert written.tables[0].budget["carry_over"] == table.budget["carry_over"]


def test_other_layouts_are_not_corrected(own: Path) -> None:
    file = OFFICE / "nanyue-2020-department-overall.docx"
    before = read_file(file).declaration
    _corrected(own, KORLA, ("path: budget_unit", "path: null"))
    assert read_file(file).declaration == before


def test_forms_of_another_make_in_the_same_file_are_not_corrected(own: Path) -> None:
    file = OFFICE / "shifeng-2023-attachments.docx"
    before = read_file(file).declaration.tables or ()
    _corrected(own, "shifeng-2023-attachments", ("path: direction", "path: project_name"))
    after = read_file(file).declaration.tables or ()
    assert after[:2] == before[:2]
    assert [table.project_name for table in after[2:]] == [table.direction for table in before[2:]]


def test_decimals_of_a_layout(own: Path) -> None:
    known = _corrected(own, KORLA, ("decimals: 2", "decimals: 4"))
    written = put(Opened(known.blank(), known.layout.blank), [sample(Kind.DEPARTMENT_OVERALL, 0, Shape())])
    texts = Opened(written.data, known.layout.blank).texts.values()
    assert "10.0100" in texts


@pytest.mark.parametrize(
    ("path", "codec"),
    [
        ("budget_unit", "line"),
        ("established_posts", "count"),
        ("budget.total", "amount"),
        ("budget.execution_rate", "number"),
        ("tasks[].total", "amount"),
        ("indicators[].value_text", "value"),
        ("indicators[].weight", "number"),
        ("goals[0].text", "text"),
        ("extra[].text", "text"),
        ("safeguards[0]", "text"),
        ("nonsense", None),
        ("budget", None),
        ("title", None),
        ("tasks[].nonsense", None),
        ("tasks.total", None),
        ("cells", None),
        ("表一", None),
    ],
)
def test_paths_that_a_line_may_have(path: str, codec: str | None) -> None:
    assert codec_of(path) == codec


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("path: budget_unit", "path: nonsense"), "没有这个栏目"),
        (("at: 表1 行1 列3, path: budget_unit", "at: 第一行, path: budget_unit"), "不合写法"),
    ],
)
def test_a_line_that_cannot_be_understood_is_told(own: Path, change: tuple[str, str], sentence: str) -> None:
    known = _corrected(own, KORLA, change)
    with pytest.raises(LayoutError, match=sentence):
        prove_layout(known)
    with pytest.raises(LayoutError, match=sentence):  # reading past it would read otherwise than the bureau wants
        read_file(OFFICE / "korla-2021-department-overall.docx")


def test_another_blank_is_told(own: Path) -> None:
    known = _corrected(own, KORLA)
    (own / known.layout.blank).write_bytes(named("national-project").blank())
    with pytest.raises(LayoutError, match="空白表换过了"):
        prove_layout(known)


# ---- samples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NARRATIVE])
@pytest.mark.parametrize("turn", [0, 1])
def test_samples_are_the_same_every_time(kind: Kind, turn: int) -> None:
    shape = Shape(months=("03", "12"), reviewers=("财政部门",), extra=("备注",))
    assert sample(kind, turn, shape) == sample(kind, turn, shape)
    assert sample(kind, turn, shape) != sample(kind, 1 - turn, shape)
