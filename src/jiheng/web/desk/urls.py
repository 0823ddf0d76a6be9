"""The addresses of these pages."""

from __future__ import annotations

from django.urls import path

from jiheng.web.desk import figures, grading, late, worklists

urlpatterns = [
    path("worklist/", worklists.worklist, name="worklist"),
    path("worklist/next/", worklists.next_one, name="worklist-next"),
    path("search/", worklists.search, name="search"),
    path("late/", late.page, name="late"),
    path("late/remind/", late.send_reminders, name="late-remind"),
    path("late/export.xlsx", late.export, name="late-export"),
    path("late/<int:pk>/", late.unit, name="late-unit"),
    path("control-figures/", figures.page, name="control-figures"),
    path("<int:pk>/grade/", grading.grade, name="grade"),
    path("<int:pk>/review-sheet/", grading.review_sheet, name="review-sheet"),
    path("<int:pk>/review-sheet/<int:review>.docx", grading.review_sheet_docx, name="review-sheet-document"),
    path("<int:pk>/approvals/<int:number>.docx", grading.approval_docx, name="approval-document"),
]
