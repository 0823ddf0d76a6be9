"""What a rule is, and the list of all rules.

A rule is a function with a decorator; its docstring is the help page (`jiheng explain`). It yields `Found`s: which values
take part, with which figures. It never prints, never stops at the first find, and builds no message by hand: the message is
a template, its slots are filled from what was found.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache
from importlib import import_module
from inspect import getdoc
from typing import TYPE_CHECKING, Any

from jiheng.model.declaration import Kind
from jiheng.model.errors import JihengError
from jiheng.model.finding import Severity, Stage

if TYPE_CHECKING:
    from jiheng.rules.form import Form

ARITHMETIC = "算术#算术"
FORM = "表格#表格逻辑"
"""The two bases that need no document."""

FAMILIES = {
    "ARI": "算术",
    "CMP": "完整性",
    "CON": "一致性",
    "VAL": "指标值",
    "QLT": "指标质量",
    "DUP": "重复",
    "LAW": "政策",
    "PRV": "公开与隐私",
    "MON": "运行监控",
    "SEV": "绩效自评",
}

TARGETS = frozenset(
    (Kind.DEPARTMENT_OVERALL, Kind.PROJECT, Kind.SPECIAL_FUND_SUMMARY, Kind.SPECIAL_FUND_DIRECTION, Kind.NARRATIVE)
)
"""The kinds of form that state targets."""
WITH_TREE = frozenset(
    (Kind.DEPARTMENT_OVERALL, Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION, Kind.MONITORING, Kind.SELF_EVALUATION)
)
"""The kinds of form that have indicators."""
TARGETS_WITH_TREE = TARGETS & WITH_TREE
ALL_KINDS = frozenset(Kind)


class Over(Enum):
    """What a rule looks at."""

    FORM = "一张表"
    """`rule(form)`"""
    FILE = "一个文件里的各张表"
    """`rule(forms)`: the forms of one file, in order"""
    BATCH = "一批表"
    """`rule(batch)`: all forms of the call"""


class UnknownRuleError(JihengError):
    """No rule has this id."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A value of a form that is not the one at hand: `form.spot("budget.total")`."""

    form: Form
    path: str


Figure = Decimal | str | int | None


@dataclass(slots=True)
class Found:
    """What a rule found.

    `where`: paths in the form at hand, or `Spot`s; the value to change first comes first. A file or batch rule gives
    `Spot`s only. `printed`, `computed` and `difference` are of `where[0]`: money in yuan, else as printed. `fix`: the one
    change that makes the form consistent, as (path or spot, value as the declaration's JSON holds it). `severity` softens the rule's
    own; `message` names another of its templates. All else fills the slots of the message.
    """

    where: Sequence[str | Spot]
    printed: Figure = None
    computed: Figure = None
    difference: Figure = None
    fix: tuple[str | Spot, Figure] | None = None
    severity: Severity | None = None
    message: str = ""
    slots: dict[str, Any] = field(default_factory=dict)


def found(
    *where: str | Spot,
    printed: Figure = None,
    computed: Figure = None,
    difference: Figure = None,
    fix: tuple[str | Spot, Figure] | None = None,
    severity: Severity | None = None,
    message: str = "",
    **slots: Any,
) -> Found:
    """A `Found`, its slots as keywords."""
    return Found(where, printed, computed, difference, fix, severity, message, slots)


Check = Callable[[Any], Iterator[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the catalogue."""

    id: str
    check: Check
    severity: Severity
    basis: str
    """A clause of `law/documents` (`财预〔2015〕88号#绩效目标审核`), or `ARITHMETIC`, or `FORM`."""
    message: str
    messages: dict[str, str]
    kinds: frozenset[Kind]
    over: Over
    stages: frozenset[Stage]
    at_publication: Severity | None
    needs: tuple[str, ...]
    """Parameters of the profile without which it cannot run."""
    fixes: bool
    """Whether its findings may carry a fix."""
    preview: bool

    @property
    def family(self) -> str:
        """`ARI` of ARI-004."""
        return self.id.partition("-")[0]

    @property
    def title(self) -> str:
        """The first line of the help page."""
        return self.help.partition("\n")[0].rstrip("。")

    @property
    def help(self) -> str:
        """The help page: a title, then ## 查什么, ## 为什么, ## 怎么改."""
        return getdoc(self.check) or ""

    def severity_at(self, stage: Stage) -> Severity:
        """How much its findings weigh at a stage."""
        if stage is Stage.PUBLICATION and self.at_publication is not None:
            return self.at_publication
        return self.severity


_rules: dict[str, Rule] = {}


def rule(
    id: str,
    *,
    severity: Severity,
    basis: str,
    message: str,
    kinds: frozenset[Kind] = ALL_KINDS,
    over: Over = Over.FORM,
    stages: frozenset[Stage] = frozenset(Stage),
    at_publication: Severity | None = None,
    needs: tuple[str, ...] = (),
    fixes: bool = False,
    preview: bool = False,
    **messages: str,
) -> Callable[[Check], Check]:
    """Register a rule.

    :param message: the sentence, with `{slots}`; other keywords are alternatives that a `Found` names.
    :param kinds: the forms that it is asked about; a file or batch rule is handed those only.
    :raises ValueError: where the id is taken or belongs to no family.
    """

    def register(check: Check) -> Check:
        if id in _rules or id.partition("-")[0] not in FAMILIES:
            raise ValueError(id)
        _rules[id] = Rule(
            id=id,
            check=check,
            severity=severity,
            basis=basis,
            message=message,
            messages=messages,
            kinds=kinds,
            over=over,
            stages=stages,
            at_publication=at_publication,
            needs=needs,
            fixes=fixes,
            preview=preview,
        )
        return check

    return register


_FOLDERS = (
    "arithmetic",
    "completeness",
    "consistency",
    "values",
    "quality",
    "duplication",
    "policy",
    "privacy",
    "monitoring",
    "evaluation",
)


@cache
def all_rules() -> dict[str, Rule]:
    """All rules by id, in the order of the families and numbers."""
    for folder in _FOLDERS:
        package = import_module(f"jiheng.rules.{folder}")
        for module in pkgutil.iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    order = list(FAMILIES)
    return dict(sorted(_rules.items(), key=lambda item: (order.index(item[1].family), item[0])))


def get_rule(id: str) -> Rule:
    """The rule with an id, written in any case.

    :raises UnknownRuleError: where there is none.
    """
    try:
        return all_rules()[id.strip().upper()]
    except KeyError:
        raise UnknownRuleError(f"没有规则“{id}”，全部规则见：jiheng rules") from None


def select(texts: Sequence[str]) -> list[Rule]:
    """The rules that `ARI,CMP-006` means; all where nothing is given.

    :raises UnknownRuleError: where a text is neither a family nor a rule.
    """
    wanted: set[str] = set()
    for text in (part.strip() for given in texts for part in given.replace("，", ",").split(",")):
        if text.upper() in FAMILIES:
            wanted.update(id for id, one in all_rules().items() if one.family == text.upper())
        elif text:
            wanted.add(get_rule(text).id)
    return [one for id, one in all_rules().items() if not wanted or id in wanted]
