from fumibako.chapters.mail.sending_limits import services
from fumibako.machine.daemons.guardd.control import Paused
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _note(office: Office) -> int:
    paused = Paused(login=office.user.mailbox.address, at=1_800_000_000.0, per_hour=1001, per_day=1200)
    return services.note_pauses(actor=PERSON, paused=[paused])


CONTRACT = Contract(
    uses={
        services.set_common_limit: lambda o: services.set_common_limit(
            actor=PERSON, domain=o.made.domain, per_hour=100, per_day=500
        ),
        services.set_own_limit: lambda o: services.set_own_limit(
            actor=PERSON, mailbox=o.user.mailbox, limit=(2000, 9000)
        ),
        services.note_pauses: _note,
        services.end_pause: lambda o: services.end_pause(actor=PERSON, mailbox=o.user.mailbox),
    },
    posted_only=("adminmenu:release_sending",),
    answers=(
        Answer("/admin/limits/", {"per_hour": "500", "per_day": "100"}, 422),
        Answer("/admin/accounts/{address}/limits/", {"is_own": "on", "per_hour": "1", "per_day": "1"}, 422),
    ),
)
