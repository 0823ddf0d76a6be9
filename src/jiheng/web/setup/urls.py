"""The addresses of the pages of administrators."""

from __future__ import annotations

from django.urls import URLPattern, path

from jiheng.web.setup import audit, handing_out, imports, organisations, people, register, rejected, rounds

urlpatterns: list[URLPattern] = [
    path("people/", people.listed, name="people"),
    path("people/new/", people.new, name="person-new"),
    path("people/<int:pk>/", people.one, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="person-edit"),
    path("people/<int:pk>/deactivate/", people.deactivate, name="person-deactivate"),
    path("people/<int:pk>/hand-over/", people.hand_over, name="person-hand-over"),
    path("people/<int:pk>/roles/", people.add_place, name="person-place-add"),
    path("people/<int:pk>/roles/<int:membership>/remove/", people.remove_place, name="person-place-remove"),
    path("people/<int:pk>/password/", people.reset_password, name="person-password"),
    path("people/<int:pk>/second-factor/", people.reset_second_factor, name="person-second-factor"),
    path("people/<int:pk>/acts/<slug:act>/", people.act, name="person-act"),
    path("organisations/", organisations.listed, name="organisations"),
    path("organisations/new/", organisations.new, name="organisation-new"),
    path("organisations/<int:pk>/", organisations.one, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit, name="organisation-edit"),
    path("organisations/<int:pk>/move/", organisations.move, name="organisation-move"),
    path("organisations/<int:pk>/activate/", organisations.activate, name="organisation-activate"),
    path("organisations/<int:pk>/deactivate/", organisations.deactivate, name="organisation-deactivate"),
    path("organisations/<int:pk>/names/", organisations.add_name, name="organisation-name-add"),
    path("organisations/<int:pk>/names/<int:name>/remove/", organisations.remove_name, name="organisation-name-remove"),
    path("rounds/", rounds.listed, name="rounds"),
    path("rounds/new/", rounds.new, name="round-new"),
    path("rounds/<int:pk>/", rounds.one, name="round"),
    path("rounds/<int:pk>/edit/", rounds.edit, name="round-edit"),
    path("rounds/<int:pk>/open/", rounds.reopen, name="round-open"),
    path("rounds/<int:pk>/close/", rounds.close, name="round-close"),
    path("rounds/<int:pk>/next/", rounds.open_next, name="round-next"),
    path("rounds/<int:pk>/exceptions/", rounds.add_exception, name="exception-add"),
    path("rounds/<int:pk>/exceptions/<int:exception>/end/", rounds.end_exception, name="exception-end"),
    path("register/", register.listed, name="register"),
    path("register/new/", register.new, name="project-new"),
    path("register/export/", register.export, name="register-export"),
    path("register/<int:pk>/", register.edit, name="project-edit"),
    path("register/<int:pk>/remove/", register.remove, name="project-remove"),
    path("register/<int:pk>/take-out/", register.take_out, name="project-take-out"),
    path("import/people/done/", handing_out.page, name="people-imported"),
    path("import/people/done/passwords.xlsx", handing_out.passwords, name="people-imported-passwords"),
    path("import/<slug:kind>/", imports.upload, name="import"),
    path("import/<slug:kind>/template.<slug:suffix>", imports.template, name="import-template"),
    path("import/<slug:kind>/<int:file>/", imports.preview, name="import-preview"),
    path("rejected/", rejected.listed, name="rejected"),
    path("audit/", audit.listed, name="audit"),
    path("audit/verify/", audit.verified, name="audit-verify"),
]
