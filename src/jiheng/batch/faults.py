"""What is said of a fault of our own: a number that tells the maintainer where it happened."""

from __future__ import annotations

import os
import traceback
from zlib import crc32

DEBUG_HINT = "设环境变量 JIHENG_DEBUG=1 再运行一次，可以看到详情。"


def fault_sentence(error: BaseException) -> str:
    """One sentence with a number that stays the same for the same place in the program."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}jiheng{os.sep}" in frame.filename] or frames
    place = f"{os.path.basename(ours[-1].filename)}:{ours[-1].name}:{ours[-1].lineno}" if ours else ""
    number = f"{crc32(f'{type(error).__name__} {place}'.encode()):08x}"
    return f"绩衡自身出错（编号 {number}），不是文件的问题；请把编号告诉维护者。"
