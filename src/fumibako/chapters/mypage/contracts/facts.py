"""What there is to say about a contract: the same on My Page, in the console and on the registration notice."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.contract.owners.queries import owner_of_customer
from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.contract.plans.terms import Term, term_at
from fumibako.chapters.hosting.ftp import queries as ftp
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import addresses_of
from fumibako.chapters.identity.logins.initial_passwords import initial_password_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_used, administrators_of
from fumibako.chapters.mail.software.servers import Server, servers
from fumibako.chapters.mail.spam_engine.queries import accounts_max, number_chosen
from fumibako.groundwork.tenancy.models import Customer, Domain


@dataclass(frozen=True)
class Facts:
    """domain: the first one, which the administrator and site belong to and which is the FTP login; others: the rest.
    spam_checked: how many of the addresses have the spam option, and how many can. The initial passwords are "" once
    they were changed."""

    customer: Customer
    contract: Contract
    term: Term
    owner: Owner | None
    owner_password: str
    domain: Domain | None
    others: tuple[Domain, ...]
    administrator: Mailbox | None
    administrator_password: str
    addresses: int
    spam_checked: tuple[int, int]
    servers: tuple[Server, ...]
    site: Site | None
    public_url: str
    ftp_host: str
    ftp_password: str
    ftp_servers: tuple[ftp.Server, ...]
    member_site: str
    mypage: str

    @property
    def renews_on(self) -> date | None:
        """None for a contract that ends."""
        return None if self.contract.ends_on else self.term.last


def facts_of(customer: Customer) -> Facts:
    """Raises Contract.DoesNotExist for a customer that is not complete."""
    contract, owner = contract_of(customer), owner_of_customer(customer)
    domains = tuple(customer.domains.order_by("pk"))
    site = Site.objects.select_related("domain").filter(domain__customer=customer).order_by("pk").first()
    administrator = next(iter(administrators_of(customer)), None)
    return Facts(
        customer=customer,
        contract=contract,
        term=term_at(contract.starts_on, contract.period_months, timezone.localdate()),
        owner=owner,
        owner_password=initial_password_of(owner.login) if owner else "",
        domain=domains[0] if domains else None,
        others=domains[1:],
        administrator=administrator,
        administrator_password=initial_password_of(administrator.login) if administrator else "",
        addresses=accounts_used(customer),
        spam_checked=spam_checked(customer),
        servers=servers(),
        site=site,
        public_url=addresses_of(site)[0] if site else "",
        ftp_host=ftp.hostname(),
        ftp_password=ftp.initial_password_of(site) if site else "",
        ftp_servers=ftp.servers(),
        member_site=f"{settings.FUMIBAKO.site_url}/",
        mypage=f"{settings.FUMIBAKO.site_url}/mypage/",
    )


def spam_checked(customer: Customer) -> tuple[int, int]:
    most = accounts_max(customer)
    return min(number_chosen(customer), most), most
