"""Bulk registration (B2) and the export that it takes back (B3): tabs beside the list of accounts."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.bulk import api, views
from fumibako.chapters.mail.bulk.jobs import import_accounts
from fumibako.groundwork.features import Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B2",
    pages=(
        Page(
            *(Face.ADMIN, "accounts/bulk/", views.bulk, "bulk"),
            tab=Tab("accounts", _("Bulk registration"), _("CSV import upload several"), position=20),
        ),
        Page(
            *(Face.ADMIN, "accounts/export/", views.export, "export"),
            tab=Tab("accounts", _("Export"), _("CSV download list"), position=30),
        ),
        Page(Face.ADMIN, "accounts/bulk/template/", views.template, "bulk_template"),
        Page(Face.ADMIN, "accounts/bulk/<str:upload>/", views.preview, "bulk_upload"),
    ),
    resources=(
        Resource("accounts/export", {"POST": api.export}),
        Resource("accounts/import", {"POST": api.start}),
        Resource("accounts/import/check", {"POST": api.check}),
        Resource("accounts/import/{job}", {"GET": api.progress}),
    ),
    jobs=(import_accounts,),
)
