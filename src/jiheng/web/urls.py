"""All addresses."""

from __future__ import annotations

from django.urls import include, path

from jiheng.web.desk import home
from jiheng.web.pages import faults

urlpatterns = [
    path("", home.page, name="home"),
    path("", include("jiheng.web.pages.urls")),
    path("unit/", include("jiheng.web.unit.urls")),
    path("desk/", include("jiheng.web.desk.urls")),
    path("declarations/", include("jiheng.web.declaration.urls")),
    path("setup/", include("jiheng.web.setup.urls")),
]

handler400 = faults.bad_request
handler403 = faults.forbidden
handler404 = faults.not_found
handler500 = faults.our_fault
