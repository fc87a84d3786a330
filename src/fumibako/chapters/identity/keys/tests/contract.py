from fumibako.chapters.identity.keys import services
from fumibako.chapters.identity.keys.models import Key
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _key(office: Office) -> Key:
    login = office.made.administrator.mailbox.login
    return login.keys.first() or services.add_key(actor=PERSON, login=login, name="見本", role="look").key


CONTRACT = Contract(
    uses={
        services.add_key: lambda o: services.add_key(
            actor=PERSON, login=o.made.administrator.mailbox.login, name="夜間処理", role="accounts"
        ),
        services.revoke_key: lambda o: services.revoke_key(actor=PERSON, key=_key(o)),
    },
    values=lambda office: {"key": str(_key(office).pk)},
    nobodys={"key": "999999999"},
    answers=(
        Answer("/admin/keys/add/", {"name": ""}, 422),
        Answer("/admin/keys/add/", {"name": "{new}"}, 200),
    ),
)
