"""Reading the YAML of `law/`: dates are dates, numbers stay text until they are used as `Decimal`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """The content of a YAML text.

    :raises yaml.YAMLError: where it is none.
    """
    return yaml.load(text, Loader=_LOADER)


def bundled(folder: str) -> list[tuple[str, str]]:
    """(name without ending, text) of the YAML files of a folder in this package, sorted."""
    found = [entry for entry in files(__package__).joinpath(folder).iterdir() if entry.name.endswith(".yaml")]
    return sorted((Path(entry.name).stem, entry.read_text(encoding="utf-8")) for entry in found)
