"""What the demo consists of, in the order in which it is made: what one looks at first comes first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from fumibako.chapters.console.customers.queries import customers
from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.demo.filling import mailboxes, sending, settings, support, websites
from fumibako.chapters.demo.filling.companies import COMPANIES, HIKARI, MIDORI, SAMPLE, Company, Person
from fumibako.chapters.demo.filling.ending import certificate_that_ends
from fumibako.chapters.demo.filling.made import Made
from fumibako.chapters.identity.logins.services import new_password
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.chapters.mail.disk_quota.services import check_all
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.passwords import generate


@dataclass(frozen=True)
class Step:
    """is_rows: it changes the database alone, and is committed together with the job's place. Others can be done again
    without doubling anything."""

    name: str
    act: Callable[[Made], None]
    is_rows: bool = True


def steps() -> list[Step]:
    return [*_sample(), *_others(), *_last()]


def _sample() -> list[Step]:
    sample = COMPANIES[0]
    return [
        *(_mailbox(SAMPLE, name) for name in ("suzuki", "administrator", "sato")),
        *_people(sample),
        *(Step(f"{SAMPLE}: {act.__name__}", act) for act in settings.SAMPLE_ACTS),
        _site(SAMPLE),
        *(Step(f"mail to {mail.to}", partial(_send, mail=mail), is_rows=False) for mail in sending.MAILS),
    ]


def _others() -> list[Step]:
    found: list[Step] = []
    for company in COMPANIES[1:]:
        found += [Step(company.domain, partial(_add_company, company=company)), *_people(company)]
    found += [_site(domain) for domain in websites.DOMAINS if domain != SAMPLE]
    found.append(Step("certificate", certificate_that_ends, is_rows=False))
    return found


def _last() -> list[Step]:
    every = [(company.domain, person.local_part) for company in COMPANIES for person in company.people]
    return [
        *(Step(act.__name__, act) for act in (*settings.OTHER_ACTS, *support.ACTS)),
        *(_mailbox(domain, local_part) for domain, local_part in every if domain != SAMPLE),
        *(_mailbox(HIKARI, "administrator"), _mailbox(MIDORI, "administrator")),
        *(_mailbox(SAMPLE, person.local_part) for person in COMPANIES[0].people),
        *(Step(f"drawings of {name}", partial(_drawings, name=name), is_rows=False) for name in mailboxes.ARCHIVES),
        Step("disk quotas", _look_at_quotas, is_rows=False),
        *(Step(act.__name__, act) for act in settings.SUSPENSIONS),
    ]


def _add_company(made: Made, company: Company) -> None:
    """Its administrator's password is in demo.json, so that one can look at it from inside."""
    if customers().filter(domains__name=company.domain).exists():
        return
    add_customer(
        actor=SYSTEM,
        name=company.name,
        domain=company.domain,
        plan_code=company.plan,
        accounts_max=company.accounts_max,
        mail_disk_bytes=company.mail_disk_bytes,
        password=_password(made, company.domain),
    )


def _password(made: Made, domain: str) -> str | None:
    found = (other["administrator"]["password"] for other in made.logins["others"] if other["domain"] == domain)
    return next(found, None)


def _people(company: Company) -> list[Step]:
    """Nobody is told their passwords; the administrator sets others."""
    return [
        Step(f"{person.local_part}@{company.domain}", partial(_add_person, domain=company.domain, person=person))
        for person in company.people
    ]


def _add_person(made: Made, domain: str, person: Person) -> None:
    address = f"{person.local_part}@{domain}"
    if account(address) is not None:
        return
    new = add_account(
        actor=SYSTEM,
        domain=Domain.objects.get(name=domain),
        local_part=person.local_part,
        display_name=person.name,
        password=new_password(address, generate()),
    )
    if person.role:
        set_role(actor=SYSTEM, mailbox=new.mailbox, role=person.role)


def _mailbox(domain: str, local_part: str) -> Step:
    address = f"{local_part}@{domain}"
    return Step(f"mails of {address}", partial(_fill_mailbox, address=address), is_rows=False)


def _fill_mailbox(made: Made, address: str) -> None:
    mailboxes.fill(made.config, address, made.began_at, made.breathe)


def _drawings(made: Made, name: str) -> None:
    mailboxes.archive(made.config, f"{name}@{MIDORI}", made.began_at, made.breathe)


def _look_at_quotas(made: Made) -> None:
    """At once, rather than in a few minutes."""
    check_all()


def _send(made: Made, mail: sending.Mail) -> None:
    sending.send(made.config, mail)


def _site(domain: str) -> Step:
    return Step(f"site of {domain}", partial(_upload, domain=domain), is_rows=False)


def _upload(made: Made, domain: str) -> None:
    given = made.logins["web"]["ftp"]["password"] if domain == SAMPLE else None
    websites.upload(made.config, domain, given, made.breathe)
