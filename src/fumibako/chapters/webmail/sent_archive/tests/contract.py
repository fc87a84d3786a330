import zlib

from django.conf import settings

from fumibako.chapters.contract.options.models import Effect, Option
from fumibako.chapters.contract.plans.models import Plan
from fumibako.chapters.webmail.sent_archive import services
from fumibako.chapters.webmail.sent_archive.index import Asked
from fumibako.machine.formats.packs import Facts, append
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import Office

MAIL = b"From: a@x.example\r\nTo: b@out.example\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n"


def _kept(office: Office) -> str:
    """The name of a pack of this domain, and of no other."""
    domain = office.made.domain.name
    name = f"2026-11-{zlib.crc32(domain.encode()) % 1_000_000}.pack"
    pack = settings.FUMIBAKO.archive / services.tenant_of(office.made.domain) / name
    if not pack.exists():
        pack.parent.mkdir(parents=True, exist_ok=True)
        append(pack, None, Facts("4Qx", 1_795_000_000, f"a@{domain}", "", ("b@out.example",)), [MAIL], 0o640)
    return pack.name


def offer() -> None:
    """As the operator sells it: the pages are there for contracts that may order it."""
    words = {"name_ja": "x", "name_en": "x", "price": 1, "effect": Effect.ARCHIVE, "amount": 1}
    found, _ = Option.objects.get_or_create(code="sent-mail-archive", defaults=words)
    found.plans.set(Plan.objects.filter(code="standard"))


def _values(office: Office) -> dict[str, str]:
    offer()
    return {"pack": _kept(office), "place": "0", "part": "0"}


CONTRACT = Contract(
    uses={
        services.search: lambda office: services.search(
            actor=PERSON, domain=office.made.domain, asked=Asked(words={"text": "x"}), page=1
        ),
        services.mail: lambda office: services.mail(
            actor=PERSON, domain=office.made.domain, pack=_kept(office), place=0, is_saved=False
        ),
        services.packed: lambda office: services.packed(
            actor=PERSON, domain=office.made.domain, chosen=[(_kept(office), 0)]
        ),
    },
    values=_values,
    nobodys={"pack": "2020-01.pack", "place": "0", "part": "0"},
)
