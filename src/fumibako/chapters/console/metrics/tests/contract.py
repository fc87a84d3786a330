from fumibako.chapters.console.metrics import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_access: lambda o: services.set_access(
            actor=PERSON, networks="192.0.2.0/24", alarm_address="alarm@out.example"
        ),
        services.set_thresholds: lambda o: services.set_thresholds(
            actor=PERSON, oldest_hours=2, queue_mails=500, failed_mails=100, free_gigabytes=10
        ),
        services.issue_token: lambda o: services.issue_token(actor=PERSON),
    },
    of_no_customer=frozenset({services.set_access, services.set_thresholds, services.issue_token}),
    posted_only=("console:metrics_token",),
    looks=("/console/metrics/?days=31",),
    answers=(
        Answer("/console/metrics/access/", {"networks": "here", "alarm_address": "nowhere"}, 422),
        Answer("/console/metrics/thresholds/", {"oldest_hours": "many", "queue_mails": "-1"}, 422),
    ),
)
