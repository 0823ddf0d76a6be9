"""Text exports of performance forms of invented counties, each with the reading it must give.

Every form is a grid of cells with spans (model.py) built once in a layouts_*.py module together with its gold;
render.py prints it in the styles in which text exports are met; suite.py crosses the two.

    from tests.counties.text import cases
    python -m tests.counties.text OUT      writes every file, and FILE.gold.json beside it
"""

from .suite import Case, cases

__all__ = ["Case", "cases"]
