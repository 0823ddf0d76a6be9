"""Why an act is refused: one small tree, each with one sentence for the user.

- ActError
  - NotAllowed    not this person's act
  - WrongState    not in this state
  - Stale         somebody else acted in between
  - NotMet        something that the act requires is missing
"""

from __future__ import annotations

from jiheng.model.errors import JihengError


class ActError(JihengError):
    """An act that was refused; nothing was changed."""


class NotAllowed(ActError):
    """The person has not the role for it, or did the act before."""


class WrongState(ActError):
    """The declaration is not in a state from which this act leads anywhere."""


class Stale(ActError):
    """The declaration was changed after the person looked at it."""


class NotMet(ActError):
    """What the act requires is missing; `str()` says what to do."""
