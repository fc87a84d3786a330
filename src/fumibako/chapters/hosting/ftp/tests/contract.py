from fumibako.chapters.hosting.ftp import services
from tests.contracts.declared import CANARY, PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_ftp_password: lambda o: services.set_ftp_password(
            actor=PERSON, site=o.made.domain.site, password=CANARY
        ),
        services.issue_ftp_password: lambda o: services.issue_ftp_password(actor=PERSON, site=o.made.domain.site),
        services.set_ftp_networks: lambda o: services.set_ftp_networks(
            actor=PERSON, site=o.made.domain.site, networks=["203.0.113.5"]
        ),
    },
    answers=(
        Answer("/admin/web/ftp/", {"networks": "203.0.113.5/24"}, 422),
        Answer("/admin/web/ftp/password/", {}, 200),  # the hand-over
    ),
)
