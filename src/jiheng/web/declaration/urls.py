"""The addresses of these pages."""

from __future__ import annotations

from django.urls import path

from jiheng.web.declaration import act_views, control_figure, discarding, downloads, public_copy, remarks, views

urlpatterns = [
    path("<int:pk>/", views.page, name="declaration"),
    path("<int:pk>/versions/", views.versions, name="declaration-versions"),
    path("<int:pk>/versions/<int:number>/", views.version, name="declaration-version"),
    path("<int:pk>/versions/<slug:number>/file/", downloads.source, name="declaration-file"),
    path("<int:pk>/versions/<slug:number>/alone/", downloads.alone, name="declaration-alone"),
    path("<int:pk>/versions/<slug:number>/alone/file/", downloads.alone_file, name="declaration-alone-file"),
    path("<int:pk>/versions/<slug:number>/json/", downloads.as_json, name="declaration-json"),
    path("<int:pk>/difference/", views.difference, name="declaration-difference"),
    path("<int:pk>/history/", views.events, name="declaration-history"),
    path("<int:pk>/attachments/", views.attached, name="declaration-attachments"),
    path("<int:pk>/attachments/<int:attachment_pk>/", downloads.attached, name="declaration-attachment"),
    path("<int:pk>/attachments/<int:attachment_pk>/remove/", views.detached, name="declaration-attachment-remove"),
    path("<int:pk>/public-copy/", public_copy.page, name="declaration-public-copy"),
    path("<int:pk>/public-copy/file/", public_copy.file, name="declaration-public-copy-file"),
    path("<int:pk>/acts/<slug:act>/", act_views.act, name="declaration-act"),
    path("<int:pk>/control-figure/", control_figure.correct, name="declaration-control-figure"),
    path("<int:pk>/discard/", discarding.discard, name="declaration-discard"),
    path("<int:pk>/take-back/", discarding.take_back, name="declaration-take-back"),
    path("<int:pk>/upload/<slug:purpose>/", act_views.upload, name="declaration-upload"),
    path("<int:pk>/comments/", remarks.comment, name="declaration-comment"),
    path("<int:pk>/comments/answers/", remarks.answers, name="declaration-answers"),
    path("<int:pk>/comments/<int:comment>/resolve/", remarks.resolve, name="declaration-resolve"),
    path("<int:pk>/explanations/", remarks.explain, name="declaration-explain"),
]
