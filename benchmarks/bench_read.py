"""From an office file to its declaration, against the least that must be done to open it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from openpyxl import load_workbook

from benchmarks.floors import bare_workbook, parse_all_parts, parse_document_part
from benchmarks.timing import Goals, calibration, columns, milliseconds, side_by_side
from jiheng.formats.registry import open_document
from jiheng.forms.reading import read_file
from jiheng.model.declaration import from_json, to_json

EXAMPLES = Path(__file__).parent.parent / "examples"


def main() -> None:
    goals = Goals()
    _word(goals)
    _excel(goals)
    _texts()
    _json()
    goals.end()


def _word(goals: Goals) -> None:
    print("Word：毫秒每份，同一次运行里轮流量，取最快的一次")
    rows = [("", "只解析正文", "解析全部部件", "打开", "读成数据", "倍数(正文)", "倍数(全部)")]
    sums = [0.0] * 4
    for file in sorted((EXAMPLES / "office").glob("*.docx")):
        spent = side_by_side(
            {
                "body": partial(parse_document_part, file),
                "all": partial(parse_all_parts, file),
                "open": partial(open_document, file),
                "read": partial(read_file, file),
            }
        )
        times = list(spent.values())
        sums = [total + time for total, time in zip(sums, times, strict=True)]
        rows.append(
            (file.name, *map(milliseconds, times), *(f"{spent['read'] / spent[k]:.2f}" for k in ("body", "all")))
        )
    rows.append(("合计", *map(milliseconds, sums), f"{sums[3] / sums[0]:.2f}", f"{sums[3] / sums[1]:.2f}"))
    columns(rows)
    goals.tell("读成数据 / 解压并解析全部部件", sums[3] / sums[1], 3)
    print(f"  读成数据 / 只解压并解析正文：{sums[3] / sums[0]:.2f} 倍（其余部件读的不多，仅供参考）")


def _excel(goals: Goals) -> None:
    print("Excel：毫秒每份")
    rows = [("", "最简读取", "openpyxl 打开", "打开", "读成数据", "倍数(最简)", "占 openpyxl")]
    sums = [0.0] * 4
    for file in sorted((EXAMPLES / "office").glob("*.xlsx")):
        spent = side_by_side(
            {
                "bare": partial(bare_workbook, file),
                "openpyxl": partial(load_workbook, file),
                "open": partial(open_document, file),
                "read": partial(read_file, file),
            }
        )
        times = list(spent.values())
        sums = [total + time for total, time in zip(sums, times, strict=True)]
        shares = (f"{spent['read'] / spent['bare']:.2f}", f"{spent['read'] / spent['openpyxl']:.2f}")
        rows.append((file.name, *map(milliseconds, times), *shares))
    rows.append(("合计", *map(milliseconds, sums), f"{sums[3] / sums[0]:.2f}", f"{sums[3] / sums[1]:.2f}"))
    columns(rows)
    goals.tell("打开 / 最简读取（单元格、合并、数字格式）", sums[2] / sums[0], 3)
    goals.tell("打开 / openpyxl 打开", sums[2] / sums[1], 0.1)
    goals.tell("读成数据 / 最简读取", sums[3] / sums[0], 3)
    goals.tell("读成数据 / openpyxl 打开", sums[3] / sums[1], 0.1)


def _texts() -> None:
    print("文字：毫秒每份")
    rows = [("", "解码", "打开", "读成数据", "每 KB 毫秒")]
    for file in sorted((EXAMPLES / "text").glob("*.txt")):
        spent = side_by_side(
            {
                "decode": partial(file.read_text, encoding="utf-8"),
                "open": partial(open_document, file),
                "read": partial(read_file, file),
            }
        )
        rows.append(
            (file.name, *map(milliseconds, spent.values()), milliseconds(spent["read"] * 1024 / file.stat().st_size))
        )
    columns(rows)


def _json() -> None:
    declaration = read_file(EXAMPLES / "office" / "yongning-2024-projects.docx").declaration
    data = to_json(declaration)
    spent = side_by_side({"写": partial(to_json, declaration), "读": partial(from_json, data), "校准": calibration})
    print(
        f"JSON（二十一张表，{len(data) / 1024:.0f} KB）：写 {milliseconds(spent['写'])} 毫秒，"
        f"读 {milliseconds(spent['读'])} 毫秒；校准循环 {milliseconds(spent['校准'])} 毫秒"
    )


if __name__ == "__main__":
    main()
