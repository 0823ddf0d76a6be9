"""What an argument that names a template means: a file, else a layout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jiheng.forms.lens import Opened


def open_template(text: str | Path) -> Opened:
    """A template, ready to be filled: the file itself where there is one of that name, else the blank form of a layout.

    :raises JihengError: with one sentence, where there is neither, or it cannot be read or holds no form.
    """
    from jiheng.batch.writing import CannotWriteError, open_form
    from jiheng.formats.limits import DEFAULT_LIMITS
    from jiheng.forms.layouts.layout import all_layouts

    path = Path(text)
    if not path.exists() and not path.suffix:
        known = {one.layout.name: one for one in all_layouts()}
        if str(text) in known:
            layout = known[str(text)]
            return open_form(layout.blank(), layout.layout.blank, DEFAULT_LIMITS)
        raise CannotWriteError(
            f"找不到模板“{text}”：没有这个文件，也没有这个名称的版式；版式的名称见 jiheng layout list。"
        )
    try:
        if path.is_dir():
            raise CannotWriteError(f"“{path}”是文件夹，请给出其中的一个文件。")
        size = path.stat().st_size
        if size > DEFAULT_LIMITS.file_bytes:
            raise CannotWriteError(f"“{path}”有 {size / 1024 / 1024:.0f} MB，太大了，没有读。")
        data = path.read_bytes()
    except FileNotFoundError:
        raise CannotWriteError(f"找不到“{path}”，请检查路径。") from None
    except OSError as error:
        raise CannotWriteError(f"读不了“{path}”（系统错误号 {error.errno or '不明'}），请检查权限。") from None
    return open_form(data, path.name, DEFAULT_LIMITS)
