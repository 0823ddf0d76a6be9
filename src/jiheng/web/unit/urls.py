"""The addresses of these pages."""

from __future__ import annotations

from django.urls import path

from jiheng.web.unit import drafts, intake_views, views

urlpatterns = [
    path("owed/", views.owed, name="unit-owed"),
    path("blank/<str:layout>/", views.blank, name="unit-blank"),
    path("drafts/<int:pk>/", drafts.page, name="unit-draft"),
    path("drafts/<int:pk>/file/", drafts.file, name="unit-draft-file"),
    path("intakes/", intake_views.listed, name="intakes"),
    path("intakes/check/", intake_views.check, name="intakes-check"),
    path("intakes/new/", intake_views.new, name="intake-new"),
    path("intakes/<int:pk>/", intake_views.one, name="intake"),
    path("intakes/<int:pk>/forms/<int:form>/", intake_views.form, name="intake-form"),
    path("intakes/<int:pk>/close/", intake_views.close, name="intake-close"),
]
