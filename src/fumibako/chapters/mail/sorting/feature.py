from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.accounts import tabs
from fumibako.chapters.mail.sorting import api, jobs, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="C5",
    pages=(
        Page(
            *(Face.USER, "sorting/", views.own_sorting, "sorting"),
            Entry(
                _("Sorting"),
                Area.MY_MAIL,
                "sort",
                _("Sort new mail into folders by rules"),
                _("filter folder rules"),
                position=30,
                is_frequent=True,
            ),
        ),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/sorting/", views.sorting_of_account, "account_sorting"),
            tab=Tab("account", _("Sorting"), position=30, group=tabs.FORWARDING),
        ),
        Page(*(Face.USER, "sorting/inbox/", views.own_inbox, "sort_inbox")),
        Page(*(Face.ADMIN, "accounts/<str:address>/sorting/inbox/", views.inbox_of_account, "account_sort_inbox")),
        Page(*(Face.USER, "sorting/<str:sorting_rule>/", views.change_own, "sorting_rule")),
        Page(
            *(Face.ADMIN, "accounts/<str:address>/sorting/<str:account_sorting_rule>/"),
            *(views.change_of_account, "account_sorting_rule"),
        ),
    ),
    resources=(
        Resource("accounts/{address}/sorting", {"GET": api.listed, "PUT": api.replace}),
        Resource("accounts/{address}/sorting/{account_sorting_rule}", {"PUT": api.change}),
    ),
    jobs=(jobs.sort, jobs.take_back),
    parts=(snapshot.PART,),
)
