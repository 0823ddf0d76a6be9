"""Differences in words: what each one was and is, where it stands on both sides, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from jiheng.model.differences import Change, Comparison, Difference, FormRef, Held, Pair
from jiheng.model.text_changes import Cut, Piece
from jiheng.report.amounts import plain, printed
from jiheng.report.labels import FORM, KINDS, ROWS, SCOPES, SUBJECTS
from jiheng.report.words import path_words

CHANGES = {
    Change.CHANGED: "改了",
    Change.ADDED: "增加",
    Change.REMOVED: "删去",
    Change.MOVED: "移动",
    Change.SPELLING: "写法不同",
}
"""What each kind is called, in the order in which reports count them."""

_LONG = 24
"""Characters of a text from which its changes are shown in pieces, and not both texts in whole."""
_SUMMARY = 60
"""Characters of each field when a whole row is told."""
_WHOLE = 400
"""Characters of a text that is told in whole."""
_ALONE = 120
"""The same of a text that only one side has."""
_NAME = 30
"""Characters of a row's name."""
_CONTEXT = 12
"""Characters of what stayed that are shown beside a change."""
_IN_SUMMARY = {
    "indicators": ("level2", "value_text", "weight", "actual_text", "score"),
    "tasks": ("content", "total", "fiscal_appropriation", "other_funds"),
    "goals": ("text", "actual_text"),
    "fund_lines": ("amount", "annual_goal"),
    "opinions": ("text", "date"),
    "extra": ("text",),
    "signatures": ("text",),
    "safeguards": ("",),
}
"""What is told of a row that only one side has, beside its name; of other lists, all fields."""
_MEANINGS: dict[str, Mapping[str, str]] = {
    "kind": {kind.value: words for kind, words in KINDS.items()},
    "scope": {scope.value: words for scope, words in SCOPES.items()},
    "subject": SUBJECTS,
}
_WORDLESS = frozenset((
    "number", "goal", "weight", "score", "total_weight", "total_score", "cumulative_percent", "fiscal_year",
    "established_posts", "actual_staff",
))  # fmt: skip
"""Bare numbers, told without quotation marks."""


def sentence(one: Difference, pair: Pair) -> str:
    """What differs, in one sentence: 第 3 条指标“…”的指标值由“≥90%”改为“≥95%”."""
    path = one.path_after or one.path_before or ""
    if one.kind is Change.MOVED:
        return f"{_row(one.path_before, one.name)}移到了{_row(one.path_after, None)}的位置"
    if path.endswith("]") and one.kind in (Change.ADDED, Change.REMOVED):
        return _whole_row(one, path, pair)
    what = _what(path, one.name if one.name != one.value_after else None)
    if one.kind is Change.SPELLING:
        return _spelling(what, path, one, pair)
    longest = _WHOLE if one.kind is Change.CHANGED else _ALONE
    old, new = (_told(path, value, one, pair, longest) for value in (one.value_before, one.value_after))
    if one.kind is Change.ADDED:
        return f"{what}原来{'没有' if one.path_before is None else '空着'}，现在是{new}{_others(one)}"
    if one.kind is Change.REMOVED:
        return f"{what}原来是{old}，现在{'没有了' if one.path_after is None else '空着'}{_others(one)}"
    if in_pieces(one):
        return f"{what}改了"
    return f"{what}由{_spaced(old)}改为{new}{_more(path, one, pair)}{_others(one)}"


def in_pieces(one: Difference) -> bool:
    """Whether a difference is shown as what was deleted and inserted, rather than by both texts in whole."""
    longest = max(len(str(one.value_before or "")), len(str(one.value_after or "")))
    kept = any(piece.cut is Cut.SAME for piece in one.pieces)
    return longest > _LONG and kept


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with only the ends of what stayed."""
    found = []
    for n, piece in enumerate(pieces):
        text = piece.text
        if piece.cut is Cut.SAME:
            left = _CONTEXT if n else 0
            right = _CONTEXT if n + 1 < len(pieces) else 0
            if len(text) > left + right + 4:
                text = f"{text[:left]}…{text[len(text) - right :]}"
        found.append(Piece(cut=piece.cut, text=text))
    return found


def place_words(one: Difference) -> str:
    """Where it stands on both sides: 原来：…；现在：…."""
    old, new = (str(at) if at is not None else "" for at in (one.at_before, one.at_after))
    rows = _row(one.path_before, None), _row(one.path_after, None)
    if rows[0] and rows[1] and rows[0] != rows[1] and one.kind is not Change.MOVED:
        old = f"{old}（{rows[0]}）" if old else rows[0]
    if old and old == new:
        return f"两边都在{old}"
    told = [f"原来：{old}" if old else "", f"现在：{new}" if new else ""]
    return "；".join(part for part in told if part)


def form_words(form: FormRef, several: bool) -> str:
    """By what people know a form: 第 3 张表“居委会租房费”."""
    name = form.project or form.title or form.unit or KINDS[form.kind]
    number = f"第 {form.table + 1} 张表" if several or form.table else ""
    return f"{number}{_quoted(name, _NAME)}"


def pair_words(pair: Pair, several: bool) -> str:
    """The forms of a pair; said once where both go by the same number and name."""
    old, new = form_words(pair.before, several), form_words(pair.after, several)
    if old == new:
        return old
    numbers = old.partition("“")[0], new.partition("“")[0]
    if old.removeprefix(numbers[0]) == new.removeprefix(numbers[1]):
        return f"{numbers[0] or '第 1 张表'} → {new if numbers[1] else f'第 1 张表{new}'}"
    return f"{old} → {new}"


def count_words(differences: Iterable[Difference]) -> str:
    """改了 3 处，增加 2 处，删去 1 处; blank where nothing differs."""
    kinds = [one.kind for one in differences]
    return "，".join(f"{words} {kinds.count(kind)} 处" for kind, words in CHANGES.items() if kind in kinds)


def closing_words(comparison: Comparison) -> str:
    """What was compared and what was found; never more than was done."""
    pairs = comparison.pairs
    if not pairs:
        return "没有可以比较的表"
    found = count_words(one for pair in pairs for one in pair.differences)
    same = sum(not pair.differences for pair in pairs)
    parts = [f"比较了 {len(pairs)} 对表：{found or '意思上没有差别'}"]
    if found and same:
        parts.append(f"其中 {same} 对没有差别")
    for forms, side in ((comparison.only_before, "原来"), (comparison.only_after, "现在")):
        if forms:
            parts.append(f"只有{side}才有的表 {len(forms)} 张")
    left = sum(one.left_over for one in (*comparison.before, *comparison.after))
    if left:
        parts.append(f"有 {left} 处文字没有读懂，没有比较")
    return "，".join(parts)


def spelling_words(comparison: Comparison) -> str:
    """How much is only written otherwise; blank where nothing is."""
    number = sum(len(pair.spelling) for pair in comparison.pairs)
    return f"另有 {number} 处只是写法不同（空格、标点、全角半角、元与万元等），意思一样" if number else ""


def block_of(one: Difference) -> str:
    """The part of the form where a difference stands: 绩效指标, 资金, or 基本信息 of its head."""
    key = (one.path_after or one.path_before or "").split("[")[0].split(".")[0]
    return FORM[key] if key in ROWS or key in ("budget", "safeguards") else "基本信息"


# ---- parts of a sentence


def _row(path: str | None, name: str | None) -> str:
    """第 3 条指标“…”; blank of a value that stands in no row."""
    if path is None or "[" not in path:
        return ""
    words = path_words([path[: path.index("]") + 1]])
    return f"{words}{_quoted(name, _NAME)}" if name else words


def _what(path: str, name: str | None) -> str:
    """What the value at a path is called: 第 3 条指标“…”的指标值."""
    if "[" not in path:
        return path_words([path])
    row = _row(path, name)
    rest = path[path.index("]") + 1 :].lstrip(".")
    if not rest:
        return row
    if path.startswith(("extra[", "signatures[")) and rest == "text" and name:
        return _quoted(name, _NAME)
    key = path.split("[")[0]
    if rest in ROWS.get(key, {}):
        return f"{row}的{ROWS[key][rest]}"
    return f"{row}的{path_words([path]).partition('·')[2] or '内容'}"


def _field(path: str) -> str:
    return path.rpartition(".")[2]


def _told(path: str, value: Held, one: Difference, pair: Pair, longest: int) -> str:
    """A value as a sentence tells it: money in the form's unit, texts in quotation marks."""
    if value is None:
        return "空白"
    if isinstance(value, bool):
        return " 是" if value else " 否"
    field = _field(path)
    if one.is_money and isinstance(value, str):
        return f" {money(value, pair)}"
    if field in _WORDLESS or path.startswith("budget."):
        return f" {value}"
    words = _MEANINGS.get(field, {}).get(str(value), str(value))
    return _quoted(words, longest)


def money(yuan: str, pair: Pair) -> str:
    """An amount in the unit of the new form, else of the old one."""
    unit = pair.after.money_unit or pair.before.money_unit or "元"
    return f"{printed(Decimal(yuan), unit)} {unit}"


def _more(path: str, one: Difference, pair: Pair) -> str:
    """How much more or less a number is: ，增加 2.20 万元（12.36%）."""
    if one.difference is None:
        return ""
    gap = Decimal(one.difference)
    size = money(str(abs(gap)), pair) if one.is_money else plain(abs(gap))
    percent = f"（{one.percent.lstrip('-')}%）" if one.percent is not None and one.is_money else ""
    unit = "分" if _field(path) in ("weight", "score", "total_weight", "total_score") else ""
    return f"，{'增加' if gap > 0 else '减少'} {size}{f' {unit}' if unit else ''}{percent}"


def _others(one: Difference) -> str:
    return f"（同一格里的 {len(one.same_cell) + 1} 行都是）" if one.same_cell else ""


def _spelling(what: str, path: str, one: Difference, pair: Pair) -> str:
    old, new = (_told(path, value, one, pair, _SUMMARY) for value in (one.value_before, one.value_after))
    if one.value_before is None or one.value_after is None:
        label = _what(one.path_before or one.path_after or "", one.name)
        return f"{label}{old if one.value_after is None else new}写在另一个栏目里"
    if old == new:
        return f"{what}的文字相同，标点或空格不同：{old.strip()}"
    return f"{what}原来写作{_spaced(old)}，现在写作{new}"


def _whole_row(one: Difference, path: str, pair: Pair) -> str:
    added = one.kind is Change.ADDED
    value = one.value_after if added else one.value_before
    told = _summary(path, value, one, pair)
    return f"{'增加了' if added else '删去了'}{_row(path, one.name)}{f'：{told}' if told else ''}"


def _summary(path: str, value: Held, one: Difference, pair: Pair) -> str:
    """A row's fields: 二级指标“数量指标”，指标值“≥95%”."""
    if not isinstance(value, dict):
        return _quoted(str(value), _SUMMARY)
    key = path.rpartition("[")[0].rpartition(".")[2]
    names = ROWS.get(key, {})
    wanted = _IN_SUMMARY.get(key, tuple(names))
    parts = []
    for field in wanted:
        held = value.get(field)
        if held is None or held == one.name:
            continue
        is_amount = field in ("total", "fiscal_appropriation", "other_funds", "amount")
        told = f" {money(str(held), pair)}" if is_amount else _told(f"{path}.{field}", held, one, pair, _SUMMARY)
        parts.append(told if field == "text" else f"{names.get(field, field)}{told}")
    return "，".join(parts)


def _quoted(text: str, longest: int) -> str:
    """A text in quotation marks, on one line; marks within it become inner ones."""
    bare = " ".join(text.split("\n")).replace("“", "‘").replace("”", "’")
    return f"“{bare}”" if len(bare) <= longest else f"“{bare[: longest - 1]}…”"


def _spaced(told: str) -> str:
    """A number keeps its distance from the word behind it."""
    return f"{told} " if told[-1].isdigit() else told
