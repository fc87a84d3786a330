from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.dns import api, api_dnssec, signing, snapshot, views
from fumibako.chapters.hosting.dns.jobs import roll_key
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D9",
    pages=(
        Page(
            *(Face.ADMIN, "web/dns/", views.listed, "dns"),
            Entry(
                _("DNS records"),
                Area.WEB,
                "globe",
                _("See and change the records of your domain"),
                _("DNS zone record A AAAA CNAME MX TXT SPF SRV CAA NS name server DNSSEC DS"),
                position=60,
            ),
        ),
        Page(Face.ADMIN, "web/dns/add/", views.add, "add_dns_record"),
        Page(Face.ADMIN, "web/dns/import/", views.bring, "import_dns"),
        Page(Face.ADMIN, "web/dns/secondaries/", views.secondaries, "dns_secondaries"),
        Page(Face.ADMIN, "web/dns/restore/", views.restore, "restore_dns"),
        Page(Face.ADMIN, "web/dns/dnssec/", signing.dnssec, "dnssec"),
        Page(Face.ADMIN, "web/dns/dnssec/off/", signing.off, "dnssec_off"),
        Page(Face.ADMIN, "web/dns/dnssec/key/", signing.new_key, "dnssec_key"),
        Page(Face.ADMIN, "web/dns/dnssec/entered/", signing.entered, "dnssec_entered"),
        Page(Face.ADMIN, "web/dns/history/", views.past, "dns_history"),
        Page(Face.ADMIN, "web/dns/history/<str:version>/", views.go_back, "dns_go_back"),
        Page(Face.ADMIN, "web/dns/<str:record>/", views.change, "change_dns_record"),
        Page(Face.ADMIN, "web/dns/<str:record>/delete/", views.delete, "delete_dns_record"),
    ),
    resources=(
        Resource("dns/{domain}", {"GET": api.listed, "POST": api.add}),
        Resource("dns/{domain}/history", {"GET": api.past}),
        Resource("dns/{domain}/go-back", {"POST": api.go_back}),
        Resource("dns/{domain}/restore", {"POST": api.restore}),
        Resource("dns/{domain}/dnssec", {"GET": api_dnssec.show, "PUT": api_dnssec.switch}),
        Resource("dns/{domain}/dnssec/new-key", {"POST": api_dnssec.new_key}),
        Resource("dns/{domain}/dnssec/entered", {"POST": api_dnssec.entered}),
        Resource("dns/{domain}/records/{record}", {"PATCH": api.change, "DELETE": api.delete}),
    ),
    jobs=(roll_key,),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
