"""Compares a reading with a hand-made one (plain dicts in the declaration's shape), fact by fact."""

import re
import unicodedata
from collections import Counter
from decimal import Decimal, InvalidOperation

META = [
    "kind",
    "title",
    "attachment",
    "fiscal_year",
    "money_unit",
    "budget_unit",
    "unit_code",
    "filing_unit",
    "competent_department",
    "implementing_unit",
    "project_name",
    "project_code",
    "project_attribute",
    "project_period",
    "fund_use",
    "parent_fund",
    "direction",
    "duties",
    "head",
    "preparer",
    "performance_contact",
    "phone",
    "established_posts",
    "actual_staff",
    "monitoring_period",
    "project_leader",
    "total_weight",
    "total_score",
]
ROWS = [
    ("task", "tasks", "name", ("name", "content", "total", "fiscal_appropriation", "other_funds")),
    ("plan", "work_plan", "item", ("item", "responsible", "objective")),
    ("fund", "fund_lines", "name", ("number", "name", "amount", "implementation_goal", "annual_goal", "is_section")),
    ("spend", "spending_plan", "by", ("by", "cumulative_percent")),
    ("cost", "cost_estimates", "item", ("direction", "item", "amount", "calculation")),
]
NUMBERS = {"total", "fiscal_appropriation", "other_funds", "amount", "cumulative_percent"}
SOURCE = "fiscal_appropriation|general_public_budget|government_funds|non_tax_revenue|other_funds|carry_over"
TARGET = (
    f"total|{SOURCE}|basic_expenditure|project_expenditure|revenue_total|expenditure_total|parent_fund_amount|"
    "three_public_(?:total|vehicles|overseas|reception)"
)
BUDGET = re.compile(
    f"(?:all_levels_|previous_)?(?:{TARGET})|project_total(?:_fiscal_appropriation|_other_funds)?|"
    f"(?:(?:{SOURCE})_)?(?:initial|adjusted|executed|expected|execution_rate|weight|score)"
)


def text(value):
    value = unicodedata.normalize("NFKC", str(value))
    value = re.sub(r"\s+", "", value)
    value = value.translate(
        str.maketrans(
            {
                "“": '"',
                "”": '"',
                "‘": "'",
                "’": "'",
                "、": ",",
                "；": ";",
                "。": ".",
                "˙": "·",
                "•": "·",
                "∶": ":",
                "【": "[",
                "】": "]",
                "〔": "[",
                "〕": "]",
            }
        )
    )
    return value.rstrip(".;,").lower()


def number(value):
    try:
        d = Decimal(str(value).replace(",", ""))
        return str(d.normalize() if d else Decimal(0))
    except InvalidOperation:
        return text(value)


def present(value):
    return value is not None and value != "" and value != []


def facts(table):
    out = Counter()
    for key in META:
        if present(table.get(key)):
            out[("meta", key, number(table[key]) if key.startswith("total_") else text(table[key]))] += 1
    for key, value in (table.get("budget") or {}).items():
        if present(value) and BUDGET.fullmatch(key):
            out[("budget", key, number(value))] += 1
    if present(table.get("cost_estimate_total")):
        out[("cost", "total", number(table["cost_estimate_total"]))] += 1
    for section, key, ident, fields in ROWS:
        for row in table.get(key) or []:
            who = text(row.get(ident) or "")
            for field in fields:
                value = row.get(field)
                if not present(value) or value is False:
                    continue
                shown = number(value) if field in NUMBERS else text(value)
                out[(section, who, field, shown)] += 1
    for goal in table.get("goals") or []:
        if present(goal.get("text")):
            out[("goal", goal.get("scope"), str(goal.get("number") or ""), text(goal["text"]))] += 1
            if present(goal.get("actual_text")):
                out[("goal", "actual", str(goal.get("number") or ""), text(goal["actual_text"]))] += 1
    seen = Counter()
    for ind in table.get("indicators") or []:
        who = text(ind.get("name") or "")
        seen[who] += 1
        who = f"{who}#{seen[who]}"
        for field in (
            "name",
            "goal",
            "level1",
            "level2",
            "description",
            "value_text",
            "operator",
            "number",
            "unit",
            "basis",
            "weight",
            "polarity",
            "actual_text",
            "expected_text",
            "score",
            "deviation",
        ):
            value = ind.get(field)
            if present(value):
                shown = number(value) if field in ("number", "weight", "score") else text(value)
                out[("indicator", who, field, shown)] += 1
    for op in table.get("opinions") or []:
        if present(op.get("text")):
            out[("opinion", text(op["text"]))] += 1
    for s in table.get("safeguards") or []:
        out[("safeguard", text(s))] += 1
    return out


def align(gold, read):
    """Pair tables greedily by how many facts they share; what is left stands alone."""
    pairs, used_g, used_r = [], set(), set()
    ranked = sorted(
        ((sum((g & r).values()), -abs(i - j), i, j) for i, g in enumerate(gold) for j, r in enumerate(read)),
        reverse=True,
    )
    for shared, _, i, j in ranked:
        if shared and i not in used_g and j not in used_r:
            pairs.append((i, j))
            used_g.add(i)
            used_r.add(j)
    empty = Counter()
    return (
        [(gold[i], read[j], i, j) for i, j in sorted(pairs)]
        + [(g, empty, i, None) for i, g in enumerate(gold) if i not in used_g]
        + [(empty, r, None, j) for j, r in enumerate(read) if j not in used_r]
    )


def compare(gold_doc, read_doc):
    g = [facts(t) for t in gold_doc["tables"]]
    r = [facts(t) for t in read_doc["tables"]]
    hit, want, got, missing, extra = Counter(), Counter(), Counter(), [], []
    for gt, rt, i, j in align(g, r):
        for fact, n in gt.items():
            want[fact[0]] += n
        for fact, n in rt.items():
            got[fact[0]] += n
        for fact, n in (gt & rt).items():
            hit[fact[0]] += n
        missing += [(i, f) for f in (gt - rt).elements()]
        extra += [(j, f) for f in (rt - gt).elements()]
    return hit, want, got, missing, extra
