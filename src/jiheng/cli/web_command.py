"""What the commands of the web app share: it is imported only here, and its complaints are one sentence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from jiheng.web.starting import Installation

EXIT_CANNOT = 2


@contextmanager
def web(
    data: Path | None = None, *, installation: Installation = Installation.THERE, migrated: bool = True
) -> Iterator[None]:
    """The web app, ready to be used; what it refuses is told on standard error, exit code 2.

    :param data: the data folder, where the environment names none.
    :param installation: what of it there must be.
    :param migrated: bring the database up to date first.
    """
    from jiheng.model.errors import JihengError
    from jiheng.web.starting import migrate, set_up

    try:
        set_up(data, installation)
        if migrated:
            migrate()
        yield
    except JihengError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_CANNOT)
    except Exception as error:
        from django.db import DatabaseError, InterfaceError

        if not isinstance(error, DatabaseError | InterfaceError):
            raise
        click.echo("数据库连不上，或者没有升级。请检查数据库设置，再运行 jiheng admin migrate。", err=True)
        sys.exit(EXIT_CANNOT)
