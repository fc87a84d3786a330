import secrets
import tempfile
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from fumibako.chapters.cabinet import services, store
from fumibako.chapters.cabinet.models import FileRequest, Link, Seat, State, StoredFile
from fumibako.chapters.cabinet.queries import policy_of
from fumibako.chapters.cabinet.uploading import Coming, Part
from fumibako.chapters.contract.options.models import Effect, Option, Order
from fumibako.chapters.contract.options.models import State as OrderState
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.tenancy.models import Customer
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office

GONE = "0" * 32


def order(customer: Customer, accounts: int = 10) -> Order:
    """The option, in use."""
    option, _ = Option.objects.get_or_create(
        code="cabinet",
        defaults={"name_ja": "x", "name_en": "x", "price": 1, "effect": Effect.CABINET, "amount": accounts},
    )
    there = Order.objects.filter(customer=customer, option=option).first()
    return there or Order.objects.create(
        number=f"R{97000000 + customer.pk}",
        customer=customer,
        option=option,
        packs=1,
        amount=accounts,
        price=1,
        state=OrderState.ACTIVE,
        requested_at=timezone.now(),
    )


def seated(office: Office) -> Mailbox:
    """Its user, and its administrator, with the option in use."""
    order(office.made.customer)
    for mailbox in (office.made.administrator.mailbox, office.user.mailbox):
        Seat.objects.get_or_create(mailbox=mailbox)
    return office.user.mailbox


def stored(mailbox: Mailbox, name: str = "図面.zip", size: int = 5, state: State = State.CLEAN) -> StoredFile:
    """A row; nothing lies on the disk."""
    now = timezone.now()
    return StoredFile.objects.create(
        mailbox=mailbox,
        key=secrets.token_hex(16),
        name=name,
        size=size,
        received=size,
        state=state,
        created_at=now,
        changed_at=now,
        expires_at=now + timedelta(days=7),
    )


def _of(office: Office) -> Mailbox:
    """The addresses of these pages are walked as the administrator."""
    seated(office)
    return office.made.administrator.mailbox


def _file(office: Office) -> StoredFile:
    mailbox = _of(office)
    return mailbox.cabinet_files.first() or stored(mailbox)


def _link(office: Office) -> Link:
    mailbox = _of(office)
    made = mailbox.cabinet_links.first()
    return made or services.add_link(actor=PERSON, mailbox=mailbox, files=[_file(office).key], days=3).row


def _request(office: Office) -> FileRequest:
    mailbox = _of(office)
    made = mailbox.cabinet_requests.first()
    return made or services.add_request(actor=PERSON, mailbox=mailbox, note="写真", days=3, max_gigabytes=1).row


def _add_file(office: Office) -> StoredFile:
    with in_a_directory():
        return services.add_file(actor=PERSON, mailbox=seated(office), name="x.zip", size=1, pieces=(b"x",))


def _add_part(office: Office) -> StoredFile:
    mailbox = seated(office)
    coming = Coming(mailbox, policy_of(office.made.customer), "x.zip", 1, "stamp")
    with in_a_directory():
        return services.add_part(actor=PERSON, coming=coming, offset=0, part=Part(1, (b"x",)))


class in_a_directory:  # noqa: N801 read as a phrase
    """The cabinet's files lie in a directory of the test's own."""

    def __enter__(self) -> Path:
        self._made = tempfile.TemporaryDirectory()
        self._before, store.directory = store.directory, lambda: Path(self._made.name)
        return Path(self._made.name)

    def __exit__(self, *raised: object) -> None:
        store.directory = self._before
        self._made.cleanup()


CONTRACT = Contract(
    uses={
        services.set_policy: lambda o: services.set_policy(
            actor=PERSON,
            customer=o.made.customer,
            is_open=True,
            takes_files=True,
            needs_password=False,
            passes_unscanned=True,
            max_days=10,
            max_file_gigabytes=2,
        ),
        services.choose_seats: lambda o: services.choose_seats(
            actor=PERSON, domain=seated(o).domain, addresses=[o.user.mailbox.address]
        ),
        services.add_file: _add_file,
        services.add_part: _add_part,
        services.delete_file: lambda o: services.delete_file(actor=PERSON, file=stored(seated(o))),
        services.add_link: lambda o: services.add_link(
            actor=PERSON, mailbox=seated(o), files=[stored(seated(o)).key], days=3, password=CANARY
        ),
        services.end_link: lambda o: services.end_link(actor=PERSON, link=_link(o)),
        services.add_request: lambda o: services.add_request(
            actor=PERSON, mailbox=seated(o), note="写真", days=3, max_gigabytes=1, password=CANARY
        ),
        services.end_request: lambda o: services.end_request(actor=PERSON, request=_request(o)),
    },
    values=lambda office: {
        "cabinet_file": _file(office).key,
        "link": str(_link(office).pk),
        "file_request": str(_request(office).pk),
        "cabinet_link": "ended",
        "cabinet_request": "ended",
    },
    nobodys={
        "cabinet_file": GONE,
        "link": "999999",
        "file_request": "999999",
        "cabinet_link": "nobodys",
        "cabinet_request": "nobodys",
    },
    posted_only=("usermenu:cabinet_part", "membersite:cabinet_request_part"),
    answers=(
        Answer("/user/cabinet/links/add/", {"days": "99"}, 422),
        Answer("/user/cabinet/requests/add/", {"note": "", "days": "3", "max_gigabytes": "1"}, 422),
        Answer("/user/cabinet/requests/add/", {"note": "写真", "days": "3", "max_gigabytes": "1"}, 200),
        Answer("/admin/cabinet/", {"is_open": "on", "max_days": "0", "max_file_gigabytes": "1"}, 422),
    ),
)
