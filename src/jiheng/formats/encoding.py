"""Bytes to text: the evidence of the bytes decides, a declared charset only breaks a tie.

Offices save as whatever their program likes: GBK declared as UTF-8, UTF-8 declared as GB2312, UTF-16 without a mark.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from jiheng.formats.limits import Limits
from jiheng.formats.tally import Tally, exceeded
from jiheng.model.errors import DamagedDocument

UNREADABLE = (
    "文件内容不是文字，或文字编码无法识别（不是 UTF-8、GB18030、UTF-16、Big5），"
    "请在原程序中另存为 UTF-8 编码的文本后再试。"
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_SAMPLE = 1 << 16
"""Bytes that are weighed to choose between charsets; the choice is checked on the whole file."""
_ENOUGH = 0.75
"""Share of everyday characters below which a text in a charset that takes nearly any bytes is not believed."""
_FAULTS = 0.005
"""Share of broken characters up to which a text is still read, each shown as U+FFFD."""

_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb]+"
)


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of `data`, control and invisible characters dropped; DamagedDocument when no charset fits."""
    text = _decoded(data, declared)
    controls = sum(map(len, re.findall(r"[\x01-\x08\x0e-\x1f\x7f]+", text[:_SAMPLE])))
    if controls > max(8, min(len(text), _SAMPLE) // 50):
        raise DamagedDocument(UNREADABLE)
    return without_invisible(text)


def without_invisible(text: str) -> str:
    """A text without control and invisible characters."""
    return _INVISIBLE.sub("", text)


def check_size(data: bytes, limits: Limits) -> None:
    """Refuse a file above the limit."""
    if len(data) > limits.file_bytes:
        raise exceeded(f"文件有 {len(data)} 字节，超过上限 {limits.file_bytes} 字节", "file_bytes")


def decode_within(data: bytes, limits: Limits) -> str:
    """The text of a plain file, nearly all of which will be shown; a longer one than the limits allow is refused."""
    check_size(data, limits)
    text = decode(data)
    Tally(limits).characters(len(text))
    return text


def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes of a file can be text at all."""
    if head.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")):
        return False
    try:
        decode(head)
    except DamagedDocument:
        return False
    return True


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, charset in _MARKS:
        if data.startswith(mark):
            text = _forgiving(data[len(mark) :], charset)
            if text is not None:
                return text
    wide = _wide(data)
    if wide is not None:
        return wide
    text = _forgiving(data, "utf-8")
    if text is not None:
        return text
    return _double_byte(data, declared)


def _forgiving(data: bytes, charset: str) -> str | None:
    """`data` in `charset` if it fits but for a cut-off end or a few broken characters."""
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        text = data.decode(charset, "replace").rstrip("\ufffd")
    broken = text.count("\ufffd")
    return text if text and broken <= len(text) * _FAULTS else None


def _wide(data: bytes) -> str | None:
    """UTF-32 or UTF-16 without a mark: every second byte of ASCII is 0, and Chinese has its high byte in 4E-9F."""
    sample = data[: _SAMPLE - _SAMPLE % 4]
    zeros = sample.count(0)
    if len(sample) < 4:
        return None
    if len(data) % 4 in (0, 1) and zeros * 4 >= len(sample):
        for charset, planes in (("utf-32-le", sample[2::4]), ("utf-32-be", sample[1::4])):
            if planes.count(0) == len(planes) and (text := _forgiving(data, charset)) is not None:
                return text
    if _fits(sample, "utf-8") and zeros * 100 < len(sample):
        return None  # a stray NUL in a UTF-8 file at most
    best, charset = 0.0, ""
    for name in ("utf-16-le", "utf-16-be"):
        share = _everyday(sample[: len(sample) // 2 * 2].decode(name, "replace"))
        if share > best:
            best, charset = share, name
    return _forgiving(data, charset) if best >= 0.9 else None


def _fits(sample: bytes, charset: str) -> bool:
    try:
        codecs.getincrementaldecoder(charset)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _double_byte(data: bytes, declared: str | None) -> str:
    """GB18030 before Big5: each takes most bytes of the other, but makes rare characters of them."""
    found: list[tuple[float, str]] = []
    for charset in ("gb18030", "big5hkscs"):
        text = _forgiving(data, charset)
        if text is not None:
            bonus = 0.02 if charset == "gb18030" else 0.0
            if declared and declared.lower().startswith(charset[:2]):
                bonus += 0.05
            found.append((_everyday(text[:_SAMPLE], charset) + bonus, text))
    found.sort(key=lambda item: -item[0])
    if not found or found[0][0] < _ENOUGH:
        raise DamagedDocument(UNREADABLE)
    return found[0][1]


def _everyday(text: str, charset: str = "") -> float:
    """Share of the characters of `text` that everyday Chinese files are made of (in `charset`, if named)."""
    if not text:
        return 0.0
    common = _common(charset)
    return sum(1 for character in text if character in common) / len(text)


@cache
def _common(only: str) -> frozenset[str]:
    """ASCII, Chinese punctuation and forms, the first levels of GB 2312 and Big5 (or of one of them)."""
    found = {chr(n) for n in (*range(0x20, 0x7F), 9, 10, 12, 13, 0xA0, 0xB7, 0xB2, 0xB3, 0x2C6)}
    found |= {
        chr(n)
        for block in ((0x2010, 0x2040), (0x2460, 0x2474), (0x2500, 0x2580), (0x3000, 0x3020))
        for n in range(*block)
    }
    found |= {
        chr(n) for n in (*range(0xFF00, 0xFF5F), *range(0x2160, 0x216C), 0x25A1, 0x2610, 0x2611, 0x2612, 0x2713, 0x221A)
    }
    found |= set("≤≥≧≦×÷±℃㎡‰√■●○◆★☆→←↑↓")
    for charset, leads, trails in (("gb2312", (0xB0, 0xD8), (0xA1, 0xFF)), ("big5", (0xA4, 0xC7), (0x40, 0xFF))):
        if only and only[:2] != charset[:2]:
            continue
        pairs = b"".join(
            bytes((lead, trail)) for lead in range(*leads) for trail in range(*trails) if not 0x7F <= trail <= 0xA0
        )
        found |= set(pairs.decode(charset, "ignore"))
    return frozenset(found)
