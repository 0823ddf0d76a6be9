"""What an argument that names a template means: a file, else a layout."""

from __future__ import annotations

from pathlib import Path


def template_path(text: str) -> Path:
    """The file of a template: the argument itself where such a file is there, else the blank form of a layout.

    :raises CannotWriteError: where there is neither.
    """
    path = Path(text)
    if path.exists():
        return path
    from jiheng.batch.writing import CannotWriteError
    from jiheng.forms.layouts.find import all_layouts

    layouts = {layout.name: layout for layout in all_layouts()}
    if text in layouts:
        return layouts[text].blank
    raise CannotWriteError(f"找不到模板“{text}”：没有这个文件，也没有这个名称的版式；版式的名称见 jiheng layout list。")
