"""What a form calls each key of the declaration, in Chinese.

Reports, CSV and the reference pages take their words from here.
"""

from __future__ import annotations

from jiheng.forms.ledger import Became, How
from jiheng.model.declaration import Kind, Scope

KINDS = {
    Kind.DEPARTMENT_OVERALL: "部门（单位）整体支出绩效目标表",
    Kind.PROJECT: "项目支出绩效目标表",
    Kind.SPECIAL_FUND_SUMMARY: "专项资金绩效目标汇总表",
    Kind.SPECIAL_FUND_DIRECTION: "专项资金支出方向绩效目标表",
    Kind.NARRATIVE: "部门整体绩效目标（文字说明）",
    Kind.MONITORING: "绩效运行监控表",
    Kind.SELF_EVALUATION: "绩效自评表",
}

SCOPES = {
    Scope.ANNUAL: "年度目标",
    Scope.IMPLEMENTATION_PERIOD: "实施期目标",
    Scope.ANNUAL_ALL_LEVELS: "年度总体绩效目标（含本级和市县）",
    Scope.ANNUAL_OWN_LEVEL: "年度绩效目标（含本级）",
    Scope.OVERALL: "总体绩效目标",
}

SUBJECTS = {"department": "部门整体", "project": "项目"}

FORM = {
    "kind": "表的种类",
    "subject": "评价对象",
    "title": "表名",
    "attachment": "附件号",
    "fiscal_year": "年度",
    "money_unit": "金额单位",
    "budget_unit": "预算单位",
    "filing_unit": "填报单位",
    "unit_code": "单位代码",
    "competent_department": "主管部门",
    "competent_department_code": "主管部门代码",
    "implementing_unit": "实施单位",
    "implementing_unit_code": "实施单位代码",
    "project_name": "项目名称",
    "project_code": "项目编码",
    "project_attribute": "项目属性",
    "project_period": "项目期",
    "fund_use": "资金用途",
    "parent_fund": "所属专项",
    "direction": "支出方向",
    "duties": "职责概述",
    "head": "单位负责人",
    "preparer": "填表人",
    "performance_contact": "绩效联系人",
    "project_leader": "项目负责人",
    "phone": "联系电话",
    "established_posts": "人员编制数",
    "actual_staff": "实有人数",
    "budget": "资金",
    "tasks": "年度主要任务",
    "work_plan": "年度重点工作计划",
    "fund_lines": "专项资金明细",
    "spending_plan": "资金支出计划",
    "cost_estimates": "支出明细及测算",
    "cost_estimate_total": "测算合计",
    "goals": "绩效目标",
    "indicators": "绩效指标",
    "blank_levels": "空白的指标行",
    "opinions": "审核意见",
    "monitoring_period": "监控期间",
    "total_weight": "总分值",
    "total_score": "总得分",
    "safeguards": "工作保障措施",
    "notes": "其他需要说明的问题",
    "extra": "其他栏目",
    "signatures": "签字盖章处",
    "truncated": "表在文件末尾中断",
    "cells": "每个值的位置",
}

IDENTITY = (
    "budget_unit", "filing_unit", "unit_code", "competent_department", "competent_department_code",
    "implementing_unit", "implementing_unit_code", "project_name", "project_code", "project_attribute",
    "project_period", "fund_use", "parent_fund", "direction", "monitoring_period", "head", "preparer",
    "performance_contact", "project_leader", "phone", "established_posts", "actual_staff",
)  # fmt: skip
"""The keys of a form's head, in the order in which reports show them."""

SOURCES = {
    "total": "资金总额",
    "revenue_total": "收入合计",
    "fiscal_appropriation": "财政拨款",
    "general_public_budget": "一般公共预算拨款",
    "government_funds": "政府性基金拨款",
    "non_tax_revenue": "非税收入拨款",
    "other_funds": "其他资金",
    "carry_over": "上年结转资金",
    "expenditure_total": "支出合计",
    "basic_expenditure": "基本支出",
    "project_expenditure": "项目支出",
    "three_public_total": "三公经费合计",
    "three_public_vehicles": "公务用车运行和购置费",
    "three_public_overseas": "因公出国（境）费",
    "three_public_reception": "公务接待费",
    "parent_fund_amount": "所属专项金额",
    "project_total": "项目总额（中期）",
    "project_total_fiscal_appropriation": "项目总额（中期）：财政拨款",
    "project_total_other_funds": "项目总额（中期）：其他资金",
}
"""Amounts of a budget, in the order in which reports show them."""

LEVELS = {"all_levels": "含本级和市县", "previous": "上年预算数"}
"""Prefixes of an amount: another column for the same sources."""

STAGES = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "executed": "执行数",
    "expected": "全年预计执行数",
    "execution_rate": "执行率（%）",
    "weight": "分值",
    "score": "得分",
}
"""Suffixes of an amount in a monitoring or self-evaluation form; the last three are bare numbers."""

BARE_STAGES = frozenset({"execution_rate", "weight", "score"})

ROWS = {
    "tasks": {
        "name": "任务名称", "content": "主要内容", "total": "总额", "fiscal_appropriation": "财政拨款",
        "other_funds": "其他资金", "spending_plan": "资金支出计划",
    },
    "work_plan": {"item": "事项", "responsible": "责任单位/科室", "objective": "工作目标"},
    "fund_lines": {
        "number": "序号", "name": "名称", "amount": "金额", "implementation_goal": "实施期绩效目标",
        "annual_goal": "年度绩效目标", "is_section": "分组行",
    },
    "spending_plan": {"by": "截至月末", "cumulative_percent": "累计支出比例（%）"},
    "cost_estimates": {
        "direction": "支出内容简介", "item": "支出明细", "amount": "金额", "calculation": "测算依据及过程",
    },
    "goals": {
        "scope": "目标层次", "number": "目标序号", "text": "目标内容", "actual_text": "实际完成情况",
        "truncated": "文字中断",
    },
    "indicators": {
        "goal": "所属目标", "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "description": "指标解释",
        "value_text": "指标值", "operator": "比较符", "number": "数值", "unit": "计量单位", "basis": "指标值确定依据",
        "weight": "分值权重", "polarity": "指标方向性", "actual_text": "实际完成值",
        "expected_text": "全年预计完成情况", "score": "得分", "deviation": "偏差原因及措施",
        "deviation_causes": "偏差原因分类",
        "likelihood": "完成目标可能性", "history": "近年指标值", "place": "村镇",
    },
    "blank_levels": {"level1": "一级指标", "level2": "二级指标"},
    "opinions": {"by": "审核方", "text": "意见", "date": "日期"},
    "extra": {"label": "栏目", "text": "内容", "at": "位置"},
    "signatures": {"label": "签字盖章处", "text": "内容", "at": "位置"},
}  # fmt: skip
"""What the columns of each list of a form are called."""

OPERATOR_SIGNS = {"=": "=", ">=": "≥", "<=": "≤", ">": ">", "<": "<"}


LIMITS = {
    "file_bytes": "文件大小（字节）",
    "part_bytes": "压缩包里一个部件展开后的大小（字节）",
    "total_bytes": "压缩包里要读的部件展开后的总大小（字节）",
    "ratio": "展开后超过 10 MiB 的部件，展开前后的比例",
    "parts": "压缩包里的部件数",
    "cells": "非空单元格数（连同空的，至多两倍）",
    "text_characters": "文件里全部文字的字数",
    "cell_characters": "一个单元格的字数，超过的部分截去并报告",
    "nesting": "表格套表格的层数",
    "pages": "PDF 或多页图片的页数",
    "pixels": "一张图片的像素数",
    "page_objects": "PDF 一页里的图形对象数",
}
"""What each limit of the readers bounds."""

BECAME = {Became.LABEL: "标签", Became.VALUE: "值", Became.IGNORED: "不读", Became.LEFT_OVER: "没读懂"}
HOW = {How.LAYOUT: "按已知版式", How.LABEL: "按旁边的标签", How.INFERRED: "推断"}


def split_amount(key: str) -> tuple[str, str]:
    """An amount's key as (column, source).

    `all_levels_total` is ("all_levels", "total"), `initial` is ("initial", "total").
    """
    for level in LEVELS:
        if key.startswith(f"{level}_"):
            return level, key.removeprefix(f"{level}_")
    for stage in STAGES:
        if key == stage:
            return stage, "total"
        if key.endswith(f"_{stage}"):
            return stage, key.removesuffix(f"_{stage}")
    return "", key


def amount_label(key: str) -> str:
    """What a form calls an amount: `fiscal_appropriation_executed` is 财政拨款·执行数."""
    column, source = split_amount(key)
    name = SOURCES.get(source, source)
    where = LEVELS.get(column) or STAGES.get(column)
    return f"{name}·{where}" if where else name
