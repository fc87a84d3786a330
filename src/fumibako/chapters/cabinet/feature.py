from django.utils.translation import gettext_lazy as _

from fumibako.chapters.cabinet import administering, api, outside, scanning, sweeping, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

_KEYWORDS = _("large files send link download share upload transfer")

FEATURE = Feature(
    id="E5",
    needs="cabinet",
    pages=(
        Page(
            *(Face.USER, "cabinet/", views.cabinet, "cabinet"),
            Entry(
                *(_("Large-file cabinet"), Area.MY_MAIL, "folder", _("Send and receive files too large for mail")),
                _KEYWORDS,
                position=60,
            ),
        ),
        Page(Face.USER, "cabinet/upload/", views.upload, "upload_to_cabinet"),
        Page(Face.USER, "cabinet/part/", views.part, "cabinet_part"),
        Page(Face.USER, "cabinet/files/<str:cabinet_file>/", views.download, "cabinet_file"),
        Page(Face.USER, "cabinet/files/<str:cabinet_file>/delete/", views.delete, "delete_cabinet_file"),
        Page(Face.USER, "cabinet/links/add/", views.add_link, "add_cabinet_link"),
        Page(Face.USER, "cabinet/links/<str:link>/", views.link, "cabinet_link"),
        Page(Face.USER, "cabinet/links/<str:link>/end/", views.end_link, "end_cabinet_link"),
        Page(Face.USER, "cabinet/requests/add/", views.add_request, "add_cabinet_request"),
        Page(Face.USER, "cabinet/requests/<str:file_request>/", views.file_request, "cabinet_request"),
        Page(Face.USER, "cabinet/requests/<str:file_request>/end/", views.end_request, "end_cabinet_request"),
        Page(
            *(Face.ADMIN, "cabinet/", administering.policy, "cabinet"),
            Entry(
                *(_("Large-file cabinet"), Area.MAIL, "folder", _("Rules, accounts and log of large files")),
                _KEYWORDS,
                position=70,
            ),
            Tab("cabinet", _("Rules"), position=10),
        ),
        Page(
            *(Face.ADMIN, "cabinet/accounts/", administering.seats, "cabinet_seats"),
            tab=Tab("cabinet", _("Accounts"), position=60),
        ),
        Page(
            *(Face.ADMIN, "cabinet/log/", administering.log, "cabinet_log"),
            tab=Tab("cabinet", _("Access log"), position=70),
        ),
        Page(Face.SITE, "cabinet/<str:cabinet_link>/", outside.link, "cabinet_link"),
        Page(Face.SITE, "cabinet/<str:cabinet_link>/<str:cabinet_file>/", outside.download, "cabinet_download"),
        Page(Face.SITE, "cabinet/send/<str:cabinet_request>/", outside.file_request, "cabinet_request"),
        Page(Face.SITE, "cabinet/send/<str:cabinet_request>/part/", outside.part, "cabinet_request_part"),
    ),
    resources=(
        Resource("domains/{domain}/cabinet", {"GET": api.show, "PUT": api.put}),
        Resource("domains/{domain}/cabinet/accounts", {"PUT": api.put_accounts}),
        Resource("domains/{domain}/cabinet/log", {"GET": api.log}),
        Resource("accounts/{address}/cabinet-links", {"GET": api.links}),
        Resource("accounts/{address}/cabinet-links/{link}", {"DELETE": api.end}),
    ),
    jobs=(scanning.scan_waiting, sweeping.sweep),
)
