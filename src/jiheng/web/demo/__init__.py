"""The demo: an invented county with two years of work in it, loaded into an empty installation."""

from __future__ import annotations

from collections.abc import Callable

from jiheng.web.starting import CannotStartError


def load(tell: Callable[[str], object] = str) -> bool:
    """Load the demo county, as one transaction; whether it was loaded now, and not before.

    :param tell: is told what is being done.
    :raises CannotStartError: where there is other data.
    """
    from django.db import transaction
    from django.utils import timezone

    from jiheng.web.demo import people, year
    from jiheng.web.demo.clock import at, workday
    from jiheng.web.records.models import Organisation, Person

    if Person.objects.exists() or Organisation.objects.exists():
        if _is_demo():
            return False
        raise CannotStartError("这里已有正式数据，不能装演示县。请用 JIHENG_DATA 另给一个空的数据文件夹。")
    tell("正在装演示数据（云溪县两年的申报）……")
    now = timezone.now()
    with transaction.atomic():
        with at(workday(now, 245)):
            people.settle()
        year.tell(now)
    return True


def _is_demo() -> bool:
    from jiheng.web.demo.people import ORGANISATIONS
    from jiheng.web.records.models import Organisation

    code, name, *_ = ORGANISATIONS[0]
    return Organisation.objects.filter(code=code, name=name, kind="bureau").exists()
