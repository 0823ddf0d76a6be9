"""Where a bureau's own layouts are, and whether any may be in force: what every reading asks, so it imports next to nothing."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "JIHENG_LAYOUTS"
"""The environment variable that names the folder of a bureau's own layouts."""
in_force: list[object] = []
"""What is in force in place of the bureau's own layouts, the last one; None: nothing."""


def own_folder() -> Path:
    """Where a bureau's own layouts are."""
    given = os.environ.get(FOLDER)
    return Path(given) if given else Path(os.path.expanduser("~")) / ".jiheng" / "layouts"


def may_correct() -> bool:
    """Whether a layout may correct what is read."""
    if in_force:
        return in_force[-1] is not None
    return os.path.isdir(own_folder())
