from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.contacts import company_views, dav_views, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab

FEATURE = Feature(
    id="C12",
    pages=(
        Page(Face.WEBMAIL, "contacts/", views.contacts, "contacts", tab=Tab("contacts", _("My contacts"), position=0)),
        Page(
            *(Face.WEBMAIL, "contacts/company/", views.company, "company_contacts"),
            tab=Tab("contacts", _("Company address book"), position=10),
        ),
        Page(Face.SITE, ".well-known/carddav", dav_views.begin, "carddav_well_known"),
        Page(Face.SITE, "dav/", dav_views.root, "carddav"),
        Page(Face.SITE, "dav/<str:address>/", dav_views.home, "carddav_home"),
        Page(Face.SITE, "dav/<str:address>/<str:book>/", dav_views.book, "carddav_book"),
        Page(Face.SITE, "dav/<str:address>/<str:book>/<str:card>", dav_views.card, "carddav_card"),
        Page(Face.WEBMAIL, "contacts/add/", views.add, "add_contact"),
        Page(Face.WEBMAIL, "contacts/delete/", views.delete, "delete_contacts"),
        Page(
            *(Face.WEBMAIL, "contacts/files/", views.files, "contact_files"),
            tab=Tab("contacts", _("Import and export"), position=20),
        ),
        Page(Face.WEBMAIL, "contacts/download/", views.download, "download_contacts"),
        Page(Face.WEBMAIL, "contacts/offered/", views.offered, "offered_people"),
        Page(Face.WEBMAIL, "contacts/<str:contact>/", views.change, "contact"),
        Page(Face.WEBMAIL, "contacts/<str:contact>/picture/", views.picture, "contact_picture"),
        Page(
            *(Face.ADMIN, "address-book/", company_views.listed, "address_book"),
            Entry(
                _("Company address book"),
                Area.MAIL,
                "people",
                _("Colleagues and outside addresses for everybody"),
                _("shared contacts directory departments"),
                position=35,
            ),
        ),
        Page(Face.ADMIN, "address-book/add/", company_views.add, "add_company_contact"),
        Page(Face.ADMIN, "address-book/files/", company_views.files, "address_book_files"),
        Page(Face.ADMIN, "address-book/download/", company_views.download, "download_address_book"),
        Page(Face.ADMIN, "address-book/accounts/<str:address>/", company_views.describe, "describe_account"),
        Page(Face.ADMIN, "address-book/<str:company_contact>/", company_views.change, "company_contact"),
        Page(
            *(Face.ADMIN, "address-book/<str:company_contact>/delete/", company_views.delete, "delete_company_contact")
        ),
    ),
)
