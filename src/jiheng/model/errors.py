"""The exceptions of Jiheng, one small tree.

- JihengError
  - UnreadableDocument      the input's fault: one Chinese sentence for the user
    - UnsupportedFormat     no reader for this kind of file
    - ProtectedDocument     encrypted or password-protected
    - DamagedDocument       truncated or not what it claims to be
    - LimitExceeded         larger than a limit of `Limits`
    - MissingPart           a program or package that this format needs is not installed
"""

from __future__ import annotations


class JihengError(Exception):
    """Whatever Jiheng raises on purpose."""


class UnreadableDocument(JihengError):
    """A file that cannot be read; `str()` is one Chinese sentence: what was found, what to do."""


class UnsupportedFormat(UnreadableDocument):
    """No reader takes this kind of file."""


class ProtectedDocument(UnreadableDocument):
    """The file is encrypted or needs a password."""


class DamagedDocument(UnreadableDocument):
    """The file is truncated, corrupt, or not what it claims to be."""


class LimitExceeded(UnreadableDocument):
    """The file is larger than a limit allows."""


class MissingPart(UnreadableDocument):
    """A program or package that is needed to read this kind of file is not there."""
