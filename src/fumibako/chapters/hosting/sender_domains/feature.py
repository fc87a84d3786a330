from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.sender_domains import api, snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource

FEATURE = Feature(
    id="B14",
    pages=(
        Page(
            *(Face.ADMIN, "sender-domains/", views.sender_domain, "sender_domain"),
            Entry(
                _("Sender authentication"),
                Area.MAIL,
                "shield",
                _("SPF, DKIM and DMARC: the DNS records so that your mail arrives"),
                _("spoofing forged signature MTA-STS TLS-RPT records DNS"),
                position=75,
            ),
        ),
        Page(Face.ADMIN, "sender-domains/check/", views.check, "check_sender_domain"),
        Page(Face.ADMIN, "sender-domains/publish/", views.publish, "publish_sender_records"),
        Page(Face.ADMIN, "sender-domains/new-key/", views.new_key, "new_dkim_key"),
        Page(Face.ADMIN, "sender-domains/reports/", views.reports, "sender_reports"),
        Page(Face.SITE, ".well-known/mta-sts.txt", views.policy, "mta_sts_policy"),
    ),
    resources=(
        Resource("domains/{domain}/records", {"GET": api.listed, "POST": api.check}),
        Resource("domains/{domain}/records/publish", {"POST": api.publish}),
        Resource("domains/{domain}/reports", {"GET": api.reports}),
        Resource("domains/{domain}/dkim-key", {"POST": api.new_key}),
    ),
    parts=(snapshot.PART,),
)
