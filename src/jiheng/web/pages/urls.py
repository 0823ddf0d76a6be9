"""The addresses of the account, the notices and the health of the app."""

from __future__ import annotations

from django.urls import URLPattern, path

from jiheng.web.pages import account, health, language, notices, second_factor

urlpatterns: list[URLPattern] = [
    path("sign-in/", account.sign_in, name="sign-in"),
    path("account/renew/", account.renew, name="session-renew"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("second-factor/", second_factor.ask, name="second-factor"),
    path("account/", account.account, name="account"),
    path("account/password/", account.change_password, name="change-password"),
    path("account/second-factor/", second_factor.set_up, name="second-factor-setup"),
    path("account/second-factor/picture.svg", second_factor.picture, name="second-factor-picture"),
    path("account/second-factor/codes/", second_factor.renew_codes, name="second-factor-codes"),
    path("account/second-factor/end/", second_factor.end, name="second-factor-end"),
    path("language/", language.choose, name="set_language"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.mark_read, name="notices-read"),
    path("health/", health.health, name="health"),
]
