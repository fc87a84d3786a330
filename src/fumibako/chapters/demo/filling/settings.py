"""What the demo's people have set. Whoever logs in as one of the demo's users finds the delivery of their mail as it
comes; rules are their colleagues'."""

import random
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from fumibako.chapters.cabinet.giving import Visitor, note
from fumibako.chapters.cabinet.models import Happening
from fumibako.chapters.cabinet.services import add_file, add_link, add_request, choose_seats
from fumibako.chapters.console.customers.queries import customers
from fumibako.chapters.console.customers.services import suspend_customer
from fumibako.chapters.contract.options.queries import option
from fumibako.chapters.contract.options.services import approve_order, cancel_order, place_order, refuse_order
from fumibako.chapters.demo.filling.companies import AOBA, HIKARI, SAKURA, SAMPLE, UMIKAZE
from fumibako.chapters.demo.filling.made import Made
from fumibako.chapters.hosting.access.services import add_access_user, restrict_folder
from fumibako.chapters.hosting.dns.services import add_record
from fumibako.chapters.hosting.environment.services import set_php
from fumibako.chapters.hosting.error_pages.services import set_error_pages
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import suspend_account
from fumibako.chapters.mail.aliases.services import add_alias
from fumibako.chapters.mail.auto_reply.services import set_auto_reply
from fumibako.chapters.mail.common_filter.services import add_common_rule
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.chapters.mail.own_filter.services import add_own_rule
from fumibako.chapters.mail.sorting.services import add_sorting_rule
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.formats.passwords import generate
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from fumibako.machine.state.mail.filters import FilterAction

Act = Callable[[Made], None]


def sorting(made: Made) -> None:
    for folder, word in (("請求書", "請求書"), ("展示会", "展示会")):
        condition = Condition(part=Part.SUBJECT, match=Comparison.CONTAINS, text=word)
        add_sorting_rule(
            actor=SYSTEM, mailbox=_mailbox(f"ito@{SAMPLE}"), conditions=[condition], is_any=False, folder=folder
        )


def auto_reply(made: Made) -> None:
    today = timezone.localdate()
    set_auto_reply(
        actor=SYSTEM,
        mailbox=_mailbox(f"yamamoto@{SAMPLE}"),
        is_on=True,
        subject="不在のお知らせ",
        text="メールをありがとうございます。\n出張のため、返信が遅れます。お急ぎの場合は製造部の渡辺までご連絡ください。",
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=5),
    )


def forwarding(made: Made) -> None:
    set_forwarding(
        actor=SYSTEM, mailbox=_mailbox(f"saiyo@{SAMPLE}"), targets=[f"tanaka@{SAMPLE}"], keeps_copy=True, is_on=True
    )


def filters(made: Made) -> None:
    add_common_rule(
        actor=SYSTEM,
        domain=_domain(SAMPLE),
        part=Part.DOMAIN,
        match=Comparison.IS,
        text="sokuji-loan.example",
        action=FilterAction.SPAM_BOX,
    )
    add_own_rule(
        actor=SYSTEM,
        mailbox=_mailbox(f"kobayashi@{SAMPLE}"),
        part=Part.DOMAIN,
        match=Comparison.IS,
        text="maruya-office.example",
        action=FilterAction.ALLOW,
    )


def aliases(made: Made) -> None:
    add_alias(
        actor=SYSTEM, domain=_domain(SAMPLE), local_part="recruit", targets=["saiyo", "tanaka"], note="採用サイト用"
    )


def suspended_account(made: Made) -> None:
    suspend_account(actor=SYSTEM, mailbox=_mailbox(f"fukuda@{SAMPLE}"))


def sample_records(made: Made) -> None:
    for name, kind, value in (
        ("shop", "CNAME", "shops.hosting-partner.example."),
        ("@", "TXT", "site-verification=fb-3f8a1c7d"),
    ):
        add_record(actor=SYSTEM, domain=_domain(SAMPLE), name=name, kind=kind, value=value, ttl=3600)


def sample_error_pages(made: Made) -> None:
    set_error_pages(actor=SYSTEM, site=_domain(SAMPLE).site, pages={404: "/not-found.html"})


def sample_archive(made: Made) -> None:
    """Before its mails are sent: they are kept."""
    if found := option("sent-mail-archive"):
        order = place_order(actor=SYSTEM, customer=_customer(SAMPLE), option=found, packs=1)
        approve_order(actor=SYSTEM, order=order)


def sample_cabinet(made: Made) -> None:
    """Two files, one of which has been given to a customer, and a request."""
    found = option("cabinet")
    if found is None:
        return
    order = place_order(actor=SYSTEM, customer=_customer(SAMPLE), option=found, packs=1)
    approve_order(actor=SYSTEM, order=order)
    people = [_mailbox(f"{name}@{SAMPLE}") for name in ("suzuki", "administrator", "sato")]
    choose_seats(actor=SYSTEM, domain=_domain(SAMPLE), addresses=[each.address for each in people])
    suzuki, files = people[0], []
    for name, size in (("第2工場_設計図_第2版.zip", 3_400_000), ("展示会_会場写真.zip", 5_200_000)):
        content = random.Random(name).randbytes(size)  # noqa: S311 nothing secret
        files.append(add_file(actor=SYSTEM, mailbox=suzuki, name=name, size=size, pieces=(content,)))
    link = add_link(
        actor=SYSTEM,
        mailbox=suzuki,
        files=[files[0].key],
        days=14,
        max_downloads=3,
        note="設計図（第2版）",
        password=generate(),
    ).row
    visitor = Visitor("203.0.113.24", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0")
    note(link, visitor, Happening.ENTERED)
    note(link, visitor, Happening.DOWNLOADED, file_name=files[0].name)
    link.linked.update(downloads=1)
    add_request(actor=SYSTEM, mailbox=suzuki, note="カタログ用の商品写真", days=14, max_gigabytes=2)


def umikaze_records(made: Made) -> None:
    for name, kind, value in (
        ("yoyaku", "A", "192.0.2.80"),
        ("blog", "CNAME", "blogs.hosting-partner.example."),
        ("@", "CAA", '0 issue "ca.example"'),
    ):
        add_record(actor=SYSTEM, domain=_domain(UMIKAZE), name=name, kind=kind, value=value, ttl=3600)


def umikaze_site(made: Made) -> None:
    site = _domain(UMIKAZE).site
    set_php(actor=SYSTEM, site=site, memory_mb=256, upload_mb=32, shows_errors=False, timezone="Asia/Tokyo")
    members = restrict_folder(actor=SYSTEM, site=site, path="/members", realm="Members only")
    add_access_user(actor=SYSTEM, restriction=members, login="dairiten", password=generate())


def orders_that_wait(made: Made) -> None:
    for code, packs in (("mail-accounts", 1), ("web-disk", 2)):
        found = option(code)
        if found:
            place_order(actor=SYSTEM, customer=_customer(HIKARI), option=found, packs=packs)


def orders_that_were_decided(made: Made) -> None:
    found = option("mail-accounts")
    if found is None:
        return
    active = place_order(actor=SYSTEM, customer=_customer(UMIKAZE), option=found, packs=1)
    approve_order(actor=SYSTEM, order=active)
    cancel_order(actor=SYSTEM, order=active)
    refused = place_order(actor=SYSTEM, customer=_customer(AOBA), option=found, packs=3)
    refuse_order(actor=SYSTEM, order=refused, reason="お見積りのご確認後に、あらためてお申し込みください。")


def unpaid_customer(made: Made) -> None:
    suspend_customer(actor=SYSTEM, customer=_customer(SAKURA))


SAMPLE_ACTS: tuple[Act, ...] = (
    *(
        sample_cabinet,
        sample_archive,
        aliases,
        sorting,
        auto_reply,
        forwarding,
        filters,
        sample_records,
        sample_error_pages,
    ),
)
OTHER_ACTS: tuple[Act, ...] = (umikaze_records, umikaze_site, orders_that_wait, orders_that_were_decided)
SUSPENSIONS: tuple[Act, ...] = (suspended_account, unpaid_customer)
"""At the end: nobody logs in to their mailboxes afterwards."""


def _domain(name: str) -> Domain:
    return Domain.objects.get(name=name)


def _customer(domain: str) -> Customer:
    return customers().get(domains__name=domain)


def _mailbox(address: str) -> Mailbox:
    return Mailbox.objects.get(address=address)
