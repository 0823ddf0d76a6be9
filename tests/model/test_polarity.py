"""Which way an indicator is better, by its name."""

from __future__ import annotations

import pytest

from jiheng.model.polarity import Polarity, is_limited, polarity_of


@pytest.mark.parametrize(
    "name",
    [
        "服务对象满意度",
        "疫苗接种覆盖率",
        "工程验收合格率",
        "任务按期完成率",
        "投诉办结率",
        "隐患整改率",
        "事故发生率下降幅度",
        "成本节约率",
        "化肥使用量下降率",
        "居民收入增长率",
        "受益农户数",
        "设备质保期",
        "受污染耕地安全利用率",
        "治理水土流失面积",
        "达标排放率",
        "审批时限压缩比例",
        "挂牌督办案件结案率",
    ],
)
def test_more_is_better(name: str) -> None:
    assert polarity_of(name) is Polarity.POSITIVE


@pytest.mark.parametrize(
    "name",
    [
        "安全事故发生率",
        "有责投诉件数",
        "清扫作业投诉次数",
        "补贴发放差错率",
        "设备故障率",
        "汛期因灾死亡人数",
        "城镇登记失业率",
        "投诉办理时限",
        "平均响应时间",
        "资金拨付时限",
        "供水管网漏损率",
        "图书破损率",
        "课本印刷成本",
        "三公经费增长率",
        "农药使用量",
        "抽检不合格率",
        "投资回收期",
    ],
)
def test_less_is_better(name: str) -> None:
    assert polarity_of(name) is Polarity.NEGATIVE


@pytest.mark.parametrize(
    "name",
    [
        "项目数量",
        "降低事故发生率",
        "登记接待群众来访数量",
        "人员编制数",
        "处理投诉件数",
        "贷款利率",
        "公用经费占比",
        "公务用车数量",
        "噪声控制",
        "环境质量",
    ],
)
def test_the_name_does_not_tell(name: str) -> None:
    assert polarity_of(name) is None


def test_what_a_form_may_hold_down() -> None:
    assert is_limited("因公出国（境）批次")
    assert is_limited("登记接待群众来访数量")
    assert not is_limited("新建村级公路数量")
