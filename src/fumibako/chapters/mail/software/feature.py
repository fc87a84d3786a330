from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.software import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="C11",
    pages=(
        Page(
            *(Face.USER, "software/", views.sheet, "software"),
            Entry(
                _("Settings for mail software"),
                Area.MY_MAIL,
                "sheet",
                _("Servers, ports, user name, steps for each program"),
                _("IMAP POP SMTP Outlook Thunderbird iPhone"),
                position=70,
                is_frequent=True,
            ),
        ),
        Page(Face.USER, "software/apple.mobileconfig", views.apple_profile, "apple_profile"),
        Page(Face.SITE, "mail/config-v1.1.xml", views.autoconfig, "autoconfig"),
        Page(Face.SITE, ".well-known/autoconfig/mail/config-v1.1.xml", views.autoconfig, "autoconfig_well_known"),
        Page(Face.SITE, "autodiscover/autodiscover.xml", views.autodiscover, "autodiscover"),
        Page(Face.SITE, "autodiscover/autodiscover.json", views.autodiscover_json, "autodiscover_json"),
    ),
)
