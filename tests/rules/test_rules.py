"""What holds for all rules."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from jiheng.law.clauses import clause
from jiheng.law.profiles import profile_of
from jiheng.model.finding import Severity
from jiheng.rules.check import Settings, check_files
from jiheng.rules.form import File
from jiheng.rules.registry import Rule, all_rules, get_rule, select
from tests.rules.cases import all_cases, tables_of

RULES = list(all_rules().values())
_OWN_SLOTS = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_help_page(rule: Rule) -> None:
    assert re.match(r"[^\n]{4,40}。\n", rule.help), rule.help
    assert re.findall(r"^## (.*)$", rule.help, re.MULTILINE) == ["查什么", "为什么", "怎么改"]
    for section in re.split(r"^## .*$", rule.help, flags=re.MULTILINE)[1:]:
        assert len(section.strip()) >= 8


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_basis_and_parameters_are_there(rule: Rule) -> None:
    assert clause(rule.basis).words
    for key in rule.needs:
        assert clause(profile_of("国家", 2024).basis(key))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_messages_end_and_have_named_slots(rule: Rule) -> None:
    for message in (rule.message, *rule.messages.values()):
        assert message.endswith("。"), message
        names = [name for _, name, _, _ in string.Formatter().parse(message) if name is not None]
        assert all(_OWN_SLOTS.fullmatch(name) for name in names), message


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_lies_where_it_belongs(rule: Rule) -> None:
    module = rule.check.__module__.rpartition(".")[2]
    assert module == rule.id.lower().replace("-", "_")


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.fixes], ids=lambda rule: rule.id)
def test_a_rule_that_fixes_has_a_case_with_a_fix(rule: Rule) -> None:
    assert any("fix" in due for case in all_cases() if case.rule == rule.id for due in case.expected)


def test_rules_of_language_never_give_errors() -> None:
    """The catalogue: they run as warning or advice only."""
    of_language = {
        "CMP-014", "CON-009", "CON-016", "DUP-008", "LAW-005", "LAW-006", "LAW-007", "LAW-008", "LAW-009", "PRV-004",
        *(f"QLT-{n:03}" for n in range(1, 20)),
    }  # fmt: skip
    assert [rule.id for rule in RULES if rule.id in of_language and rule.severity is Severity.ERROR] == []


def test_select_takes_families_and_rules() -> None:
    chosen = [rule.id for rule in select(["ari,ARI-004"])]
    assert chosen == [rule.id for rule in RULES if rule.family == "ARI"]
    assert len(select([])) == len(RULES)


def test_no_word_of_one_seed_only_stands_in_a_rule() -> None:
    """Names of places and units of the examples have no business in a rule."""
    source = Path(__file__).parent.parent.parent / "src/jiheng/rules"
    text = "".join(file.read_text(encoding="utf-8") for file in source.rglob("*.py"))
    for word in ("库尔勒", "梨香", "康都", "玉田", "无终", "南岳", "祝融", "石峰", "田心", "永宁", "库棉", "鑫聚缘"):
        assert word not in text


def test_a_value_that_a_scan_shows_badly_is_no_error_before_somebody_looked() -> None:
    table = tables_of([{"kind": "project", "tasks": [{"name": "修路", "total": "900", "fiscal_appropriation": "500"}]}])
    settings = Settings(rules=[get_rule("ARI-004")])
    sure = check_files([File("表.pdf", table)], settings).findings
    unsure = check_files([File("表.pdf", table, doubtful=frozenset({(0, "tasks[0].total")}))], settings).findings
    assert [one.severity for one in (*sure, *unsure)] == [Severity.ERROR, Severity.WARNING]
    assert unsure[0].message.endswith("（扫描件上这里看不清，请先与原件核对）")
