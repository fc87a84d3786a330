from fumibako.chapters.mail.accounts import services
from fumibako.groundwork.publish.models import Publication
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office


def _add_administrator(office: Office) -> None:
    office.made.administrator.mailbox.login.delete()
    Publication.objects.all().delete()
    services.add_administrator(actor=PERSON, domain=office.made.domain, password=CANARY)


CONTRACT = Contract(
    uses={
        services.add_account: lambda o: services.add_account(
            actor=PERSON, domain=o.made.domain, local_part="new", password=CANARY
        ),
        services.add_administrator: _add_administrator,
        services.change_account: lambda o: services.change_account(
            actor=PERSON, mailbox=o.user.mailbox, display_name="新", quota_bytes=1 << 30
        ),
        services.set_password: lambda o: services.set_password(actor=PERSON, mailbox=o.user.mailbox, password=CANARY),
        services.suspend_account: lambda o: services.suspend_account(actor=PERSON, mailbox=o.user.mailbox),
        services.resume_account: lambda o: services.resume_account(actor=PERSON, mailbox=o.user.mailbox),
        services.delete_account: lambda o: services.delete_account(actor=PERSON, mailbox=o.user.mailbox),
    },
    values=lambda office: {"address": office.user.mailbox.address},
    nobodys={"address": "nobody@nobodys.example"},
    posted_only=("adminmenu:choose_domain", "adminmenu:resume_account"),
    looks=("/admin/accounts/?search=nobody", "/admin/accounts/nobody@sample.example/"),
    answers=(
        Answer("/admin/accounts/add/", {"local_part": "a b", "quota_bytes": "many"}, 422),
        Answer("/admin/accounts/add/", {"local_part": "{new}"}, 200),  # the hand-over
        Answer("/admin/accounts/{new}@sample.example/password/", {}, 200),  # the hand-over
        Answer("/admin/accounts/{new}@sample.example/suspend/", {}, 200),
        Answer("/admin/accounts/{address}/delete/", {"address": "somebody@else.example"}, 422),
        Answer("/admin/accounts/{new}@sample.example/delete/", {"address": "{new}@sample.example"}, 200),
    ),
)
