"""The stages of reading a scan, each by itself, on drawn pages: no recognition of text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from tests.pictures import spoil

from jiheng.formats.lattice import find_lattices
from jiheng.formats.page import Rule
from jiheng.formats.scan_glyphs import comparison, mended, tick_boxes, with_box
from jiheng.formats.scan_models import Reading
from jiheng.formats.scan_picture import even_grey, ink
from jiheng.formats.scan_rules import Ruling, ruling
from jiheng.formats.scan_straighten import skew, straightened
from jiheng.forms.doubt import CERTAIN


def page(height: int = 1400, width: int = 1000) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


def form(thickness: int = 2) -> np.ndarray:
    """Four rows of three columns; the first row one cell, the first column of the others one cell."""
    drawn = page()
    black = (0, 0, 0)
    for y in (200, 300, 400, 500, 600):
        cv2.line(drawn, (100 if y in (200, 300, 600) else 350, y), (900, y), black, thickness)
    for x in (100, 350, 650, 900):
        cv2.line(drawn, (x, 200 if x in (100, 900) else 300), (x, 600), black, thickness)
    return drawn


def found(picture: np.ndarray) -> Ruling:
    grey = straightened(even_grey(picture))
    return ruling(grey, ink(grey))


def shape(rules: Ruling) -> list[tuple[int, int, int, int]]:
    lines = [(line.start, line.place, line.end, line.place) for line in rules.level]
    lines += [(line.place, line.start, line.place, line.end) for line in rules.upright]
    (lattice,) = find_lattices([Rule(*(number * 0.36 for number in line)) for line in lines])
    return [(cell.r0, cell.c0, cell.r1, cell.c1) for cell in lattice.cells]


CELLS = [(0, 0, 1, 3), (1, 0, 4, 1), (1, 1, 2, 2), (1, 2, 2, 3), (2, 1, 3, 2), (2, 2, 3, 3), (3, 1, 4, 2), (3, 2, 4, 3)]


@pytest.mark.parametrize(
    "spoiled",
    [
        form(),
        form(1),
        form(5),
        spoil.skewed(form(), 4),
        spoil.skewed(form(), -0.7),
        spoil.noisy(form(), 10),
        spoil.bent(form(), 8),
        spoil.photographed(form()),
        spoil.copied(form()),
        spoil.sealed(form(), 0.5, 0.25),
        spoil.compressed(form(), 40),
        255 - (255 - form()) // 4,
    ],
)
def test_the_cells_of_a_ruled_table(spoiled: np.ndarray) -> None:
    assert shape(found(spoiled)) == CELLS


def test_double_lines_are_one() -> None:
    drawn = form()
    cv2.rectangle(drawn, (95, 195), (905, 605), (0, 0, 0), 2)
    assert shape(found(drawn)) == CELLS


def test_a_broken_line_is_one() -> None:
    drawn = form()
    for x in range(360, 900, 90):
        drawn[495:506, x : x + 3] = 255
    drawn[495:506, 480:520] = np.where(drawn[495:506, 480:520] < 128, 190, drawn[495:506, 480:520])
    assert shape(found(drawn)) == CELLS


def test_strokes_and_underlines_are_no_rules() -> None:
    drawn = form()
    cv2.line(drawn, (150, 245), (230, 245), (0, 0, 0), 2)  # ——
    cv2.line(drawn, (400, 150), (560, 150), (0, 0, 0), 2)  # an underline in the title
    cv2.rectangle(drawn, (700, 330), (724, 356), (0, 0, 0), 2)  # a tick box
    cv2.line(drawn, (500, 360), (500, 396), (0, 0, 0), 2)  # 丨 that nearly touches the line below it
    assert shape(found(drawn)) == CELLS


@pytest.mark.parametrize("degrees", [-5, -0.7, 0, 0.3, 8])
def test_the_skew_is_found(degrees: float) -> None:
    assert skew(ink(even_grey(spoil.skewed(form(), degrees)))) == pytest.approx(-degrees, abs=0.1)


def test_a_bent_page_is_straight_again() -> None:
    rules = found(spoil.bent(form(), 10))
    assert max(line.end - line.start for line in rules.level) > 780


def test_a_seal_goes_and_a_red_title_stays() -> None:
    drawn = page()
    cv2.putText(drawn, "RED TITLE OF A FORM", (200, 120), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (200, 0, 0), 4)
    title = int((even_grey(drawn) < 128).sum())
    assert title > 1000
    assert int((even_grey(spoil.sealed(drawn, 0.6, 0.5)) < 128).sum()) == pytest.approx(title, rel=0.03)


def test_black_print_under_a_seal_stays() -> None:
    drawn = page()
    cv2.putText(drawn, "1234567", (450, 710), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (0, 0, 0), 4)
    clean = even_grey(drawn) < 128
    sealed = even_grey(spoil.sealed(drawn, 0.6, 0.5)) < 128
    assert (clean & sealed).sum() > 0.9 * clean.sum()
    assert sealed.sum() < 1.1 * clean.sum()


def test_photographs_are_cut_to_the_paper() -> None:
    grey = even_grey(spoil.photographed(form()))
    assert grey.shape[0] < 1400
    assert grey.shape[1] < 1000


def glyph(*strokes: tuple[tuple[int, int], tuple[int, int]]) -> np.ndarray:
    marks = np.zeros((60, 60), np.uint8)
    for start, end in strokes:
        cv2.line(marks, start, end, 255, 3)
    return marks


RIGHT, LEFT = [((15, 12), (45, 22)), ((45, 22), (15, 32))], [((45, 12), (15, 22)), ((15, 22), (45, 32))]
BAR = ((15, 42), (45, 42))


@pytest.mark.parametrize(
    ("strokes", "sign"),
    [
        ([*RIGHT, BAR], "≥"),
        ([*LEFT, BAR], "≤"),
        (RIGHT, ">"),
        (LEFT, "<"),
        ([((15, 24), (45, 24)), ((15, 36), (45, 36))], "="),
        ([BAR], ""),
        ([((30, 10), (30, 50))], ""),
        ([((15, 10), (45, 10)), ((45, 10), (45, 50)), ((45, 50), (15, 50)), ((15, 50), (15, 10))], ""),
        ([((30, 10), (30, 50)), ((10, 30), (50, 30))], ""),
    ],
)
def test_comparison_signs_by_their_shape(strokes: list, sign: str) -> None:
    assert comparison(glyph(*strokes)) == sign


def blank(height: int = 40, width: int = 200) -> np.ndarray:
    return np.full((height, width), 250, np.uint8)


def reading(text: str, sure: float = 0.99) -> Reading:
    count = len(text)
    return Reading(text, (sure,) * count, tuple((n + 0.5) / count for n in range(count)))


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("≤3%o", "≤3‰"),
        ("%o", "‰"),
        ("0.9%0", "0.9‰"),
        ("2016年一2018年", "2016年—2018年"),
        ("一级指标", "一级指标"),
        ("统一管理", "统一管理"),
        ("100%", "100%"),
        ("2;501.20", "2,501.20"),
        ("主管.", "主管"),
        (".持续向好", "持续向好"),
        ("0.00.", "0.00"),
        ("1.部门预算项目", "1.部门预算项目"),
    ],
)
def test_certain_confusions(read: str, meant: str) -> None:
    assert mended(reading(read), blank()).text == meant


def test_a_number_with_a_speck_in_it_is_doubtful() -> None:
    assert mended(reading("2;501.20"), blank()).confidence < CERTAIN


def test_per_mille_by_its_rings() -> None:
    for rings in (2, 3):
        picture = blank(40, 90 + 16 * rings)
        cv2.line(picture, (20, 6), (20, 34), 0, 3)
        for x, y in ((45, 13), (62, 27), (79, 27))[:rings]:
            cv2.circle(picture, (x, y), 6, 0, 2)
        cv2.line(picture, (62, 6), (46, 34), 0, 2)
        read = Reading("1%", (0.99, 0.99), (20 / picture.shape[1], 58 / picture.shape[1]))
        assert mended(read, picture).text == ("1‰" if rings == 3 else "1%")


def test_a_small_sign_before_a_number() -> None:
    picture = blank(40, 120)
    cv2.line(picture, (60, 6), (60, 34), 0, 3)
    read = Reading("1", (0.99,), (0.5,))
    assert mended(read, picture).text == "1"
    clear = picture.copy()
    cv2.polylines(clear, [np.array([(20, 10), (34, 16), (20, 22)])], False, 0, 2)
    assert mended(read, clear).text == ">1"
    cv2.rectangle(picture, (20, 10), (26, 15), 0, -1)
    assert mended(read, picture).text == "1"
    assert mended(read, picture).confidence < CERTAIN


def test_prose_is_bent_back_along_its_lines() -> None:
    drawn = page()
    for y in range(200, 900, 60):
        for x in range(120, 880, 30):
            cv2.rectangle(drawn, (x, y), (x + 22, y + 22), (0, 0, 0), 3)
    marks = ink(straightened(even_grey(spoil.photographed(drawn))))
    blank_rows = (marks[200:800, 150:800] > 0).any(axis=1)
    assert (~blank_rows).mean() > 0.2


def test_a_slash_is_no_one() -> None:
    upright, slanted = blank(40, 30), blank(40, 30)
    cv2.line(upright, (15, 6), (15, 34), 0, 3)
    cv2.line(slanted, (20, 6), (9, 34), 0, 3)
    assert mended(reading("1"), upright).text == "1"
    assert mended(reading("1"), slanted).text == "/"


def test_tick_boxes() -> None:
    marks = np.zeros((60, 400), np.uint8)
    cv2.rectangle(marks, (20, 20), (44, 44), 255, 2)
    cv2.rectangle(marks, (120, 20), (144, 44), 255, 2)
    cv2.line(marks, (126, 30), (130, 38), 255, 2)
    cv2.line(marks, (130, 38), (139, 25), 255, 2)
    cv2.rectangle(marks, (220, 20), (244, 44), 255, -1)
    cv2.circle(marks, (332, 32), 12, 255, 2)
    assert [(box.x0 // 100, box.sign) for box in tick_boxes(marks, 14, 36)] == [(0, "□"), (1, "☑"), (2, "■")]


@pytest.mark.parametrize(
    ("read", "with_it"), [("新增项目", "新增☑项目"), ("新增口项目", "新增☑项目"), ("新增 项目", "新增☑项目")]
)
def test_a_tick_box_takes_its_place(read: str, with_it: str) -> None:
    middle = 0.5 if len(read) == 4 else reading(read).places[2]
    assert with_box(reading(read), middle - 0.05, middle + 0.05, "☑").text == with_it


def test_a_mouth_in_a_word_is_no_tick_box() -> None:
    assert with_box(reading("人口总数"), 0.3, 0.45, "□").text == "人口总数"
