"""What every daemon is told, as files that are reviewed like code: <daemon>/tests/golden/<case>.

After a wanted change: FUMIBAKO_WRITE_GOLDEN=1 pytest, then read the difference.
"""

import datetime
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Box, Mail, Settings
from fumibako.machine.daemons.own import SOURCE
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.daemons.supervisor.render import render
from fumibako.machine.state import (
    Access,
    Aspect,
    Certificates,
    ErrorPages,
    Forward,
    FtpAccess,
    Overseas,
    PhpSettings,
    ProtectedFolder,
    Redirect,
    Scope,
    Site,
    SiteCertificate,
    State,
    Subdomain,
    Subdomains,
    Tools,
)
from fumibako.machine.state.mail.auto_reply import AutoReply
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from fumibako.machine.state.mail.filters import CommonFilter, FilterAction, FilterRule, OwnFilter, WithoutCommonFilter
from fumibako.machine.state.mail.sorting import Sorting, SortingRule
from fumibako.machine.state.web.zone import Zone, ZoneRecord
from fumibako.machine.system.accounts import gid_of, uid_of

DAEMONS = Path(__file__).parents[1]
CONFIG = Config(Settings(), Path("/var/lib/fumibako"))
BOX = State(scope=Scope(Aspect.BOX, "box"))
MAILBOX = Scope(Aspect.SIEVE, "suzuki@sample.example")
INVOICES = Condition(part=Part.SUBJECT, match=Comparison.STARTS, text="請求 *")
QUOTED = Condition(part=Part.HEADER, match=Comparison.IS, text='say "no" \\', header="X-Mailer")
COMMON = CommonFilter(
    rules=(
        FilterRule(condition=INVOICES, action=FilterAction.ALLOW),
        FilterRule(condition=QUOTED, action=FilterAction.SPAM_BOX),
    )
)
RULES = (
    WithoutCommonFilter(),
    OwnFilter(rules=(FilterRule(condition=QUOTED, action=FilterAction.DISCARD),)),
    Sorting(
        rules=(
            SortingRule(conditions=(INVOICES, QUOTED), is_any=True, folder="取引先/請求書", marks_read=True),
            SortingRule(conditions=(QUOTED,), is_any=False, folder="", is_flagged=True),
        )
    ),
    AutoReply(
        subject="不在のお知らせ",
        text="お世話になっております。\r\n.\r\n..鈴木",
        days=3,
        starts_on=datetime.date(2026, 12, 29),
        ends_on=datetime.date(2027, 1, 3),
        addresses=("eigyo@sample.example",),
        display_name="鈴木 太郎",
        address="suzuki@sample.example",
    ),
    Forward(targets=("ichiro@elsewhere.example",), keeps_copy=False),
)


ZONE = Zone(
    domain="sample.example",
    primary="ns1.provider.example",
    contact="hostmaster.provider.example",
    serial=1_795_820_581,
    records=(
        ZoneRecord("@", "NS", 3600, "ns1.provider.example."),
        ZoneRecord("@", "MX", 3600, "10 mail.sample.example."),
        ZoneRecord("@", "TXT", 3600, "v=spf1 a:mail.sample.example ~all"),
        ZoneRecord("s1._domainkey", "TXT", 300, "v=DKIM1; p=" + "A" * 300),
        ZoneRecord("mail", "A", 3600, "192.0.2.10"),
        ZoneRecord("*", "CNAME", 60, "sample.example."),
        ZoneRecord("_sip._tcp", "SRV", 3600, "0 5 5060 sip.sample.example."),
        ZoneRecord("@", "CAA", 3600, '0 issue "ca.example.net"'),
    ),
)


@dataclass(frozen=True)
class Case:
    """What is wanted in one scope of one box. only: the daemon whose files it is about; "": every one's."""

    name: str
    state: State
    config: Config = CONFIG
    only: str = ""

    def rendered(self) -> Iterator[tuple[str, bytes]]:
        for service in SERVICES:
            if self.state.scope.aspect in service.reads and self.only in ("", service.name):
                for name, file in service.render(self.config, self.state).items():
                    yield f"{service.name}/tests/golden/{self.name}/{name}", file.content


PUBLIC = Settings(box=Box(listen="0.0.0.0"), mail=Mail(trusted_relays="192.0.2.1 198.51.100.0/24"))
FORWARD = Forward(targets=("sato@sample.example", "ichiro@elsewhere.example"), keeps_copy=True)
SITE = Scope(Aspect.SITE, "sample.example")
WEBSITE = Site(domain="sample.example", number=7, token="0123456789abcdef0123456789abcdef")
FTP = FtpAccess(password_hash="$6$salt$hash", networks=("203.0.113.5", "198.51.100.0/24", "2001:db8::/32"))
PHP = PhpSettings(
    memory_mb=256, upload_mb=8, shows_errors=True, timezone="Europe/London", max_seconds=50, max_fields=3000
)
ERRORS = ErrorPages(pages=((404, "/errors/not-found.html"), (410, "/gone.html"), (503, "/busy.php")))
TOOLS = Tools(
    redirects=(
        Redirect(path="/", target="https://new.example/", is_permanent=True),
        Redirect(path="/old", target="https://new.example/shop/", is_permanent=True),
        Redirect(path="/old/shop.html", target="/shop?a=1&b=%E6%96%B0#top", is_permanent=False),
    ),
    lists_folders=True,
    blocks_hotlinks=True,
)
ACCESS = Access(
    folders=(
        ProtectedFolder(number=4, path="/members/board", realm='x"; return 200 "'),
        ProtectedFolder(
            number=3, path="/members", realm="会員専用", users=(("sato", "$6$salt$hash"), ("a@b.example", "$6$s$h"))
        ),
        ProtectedFolder(number=5, path="/会員/ページ", realm="会員専用"),
    )
)
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
CERTIFICATE = SiteCertificate(
    names=("sample.example", "www.sample.example"), pem=PEM, key="0f" * 32, redirects=True, hsts=True
)
MTA_STS = SiteCertificate(names=("mta-sts.sample.example",), pem=PEM, key="0e" * 32, mail_domain="sample.example")
OF_ALIAS = SiteCertificate(names=("autoconfig.alias.example",), pem=PEM, key="0d" * 32, mail_domain="alias.example")
SUBDOMAINS = Subdomains(
    hosts=(
        Subdomain(host="blog.sample.example", folder="/", number=1, token="b" * 32),
        Subdomain(host="new.shop.sample.example", folder="/new", number=3, token="6" * 32, errors=ERRORS),
        Subdomain(host="shop.sample.example", folder="/members/shop", number=2, token="5" * 32, php=PHP),
    )
)
OVERSEAS = Overseas(
    folders=("/admin", "/members", "/会社がいよう"),
    exceptions=("203.0.113.5", "2001:db8::/32"),
    page="/members/shop/jp.html",
)
CASES = (
    Case("box", BOX),
    Case("public", BOX, Config(PUBLIC, CONFIG.state), only="postfix"),
    Case("forwarding", State(scope=MAILBOX, wishes=(FORWARD,))),
    Case("site", State(scope=SITE, wishes=(WEBSITE, FTP))),
    Case("php", State(scope=SITE, wishes=(WEBSITE, PHP)), only="phpfpm"),
    Case("errors", State(scope=SITE, wishes=(WEBSITE, ERRORS)), only="apache"),
    Case("errors_of_php", State(scope=SITE, wishes=(WEBSITE, replace(ERRORS, covers_php=True))), only="apache"),
    Case("tools", State(scope=SITE, wishes=(WEBSITE, TOOLS)), only="apache"),
    Case("access", State(scope=SITE, wishes=(WEBSITE, ACCESS)), only="apache"),
    Case(
        "certificate",
        State(scope=SITE, wishes=(WEBSITE, Certificates(hosts=(("sample.example", CERTIFICATE),)))),
        only="nginx",
    ),
    Case(
        "mail_name",
        State(
            scope=SITE,
            wishes=(
                WEBSITE,
                Certificates(hosts=(("autoconfig.alias.example", OF_ALIAS), ("mta-sts.sample.example", MTA_STS))),
            ),
        ),
        only="nginx",
    ),
    Case("subdomains", State(scope=SITE, wishes=(WEBSITE, ACCESS, SUBDOMAINS)), only="apache"),
    Case("overseas", State(scope=SITE, wishes=(WEBSITE, ACCESS, OVERSEAS, SUBDOMAINS)), only="apache"),
    Case("subdomains", State(scope=SITE, wishes=(WEBSITE, PHP, SUBDOMAINS)), only="phpfpm"),
    Case("suspended", State(scope=SITE, wishes=(replace(WEBSITE, is_suspended=True), FTP)), only="apache"),
    Case("common", State(scope=Scope(Aspect.DOMAIN_SIEVE, "sample.example"), wishes=(COMMON,))),
    Case("rules", State(scope=MAILBOX, wishes=RULES)),
    Case(
        "secondaries",
        State(
            scope=Scope(Aspect.ZONE, "sample.example"),
            wishes=(replace(ZONE, secondaries=("192.0.2.53", "2001:db8::53")),),
        ),
    ),
    Case("signed", State(scope=Scope(Aspect.ZONE, "sample.example"), wishes=(replace(ZONE, is_signed=True),))),
    Case("zone", State(scope=Scope(Aspect.ZONE, "sample.example"), wishes=(ZONE,))),
)
# Numbers and paths that differ from machine to machine.
PATHS = ((sys.executable.encode(), b"/python"), (str(SOURCE).encode(), b"/source"))


def _anywhere(content: bytes) -> bytes:
    for here, there in PATHS:
        content = content.replace(here, there)
    return content


RENDERED = {name: _anywhere(content) for case in CASES for name, content in case.rendered()}
CLAMAV = f'"--uid" "{uid_of("clamav")}" "--gid" "{gid_of("clamav")}"'
RENDERED["supervisor/tests/golden/box/supervisord.conf"] = _anywhere(render(CONFIG, SERVICES)).replace(
    CLAMAV.encode(), b'"--uid" "clamav" "--gid" "clamav"'
)


@pytest.mark.parametrize("name", sorted(RENDERED))
def test_the_configuration_is_the_golden_file(name: str) -> None:
    golden = DAEMONS / name
    if os.environ.get("FUMIBAKO_WRITE_GOLDEN"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_bytes(RENDERED[name])
    assert RENDERED[name].decode().splitlines() == golden.read_text().splitlines()


def test_no_golden_file_is_left_over() -> None:
    there = {str(path.relative_to(DAEMONS)) for path in DAEMONS.glob("*/tests/golden/*/**/*") if path.is_file()}
    assert there == RENDERED.keys()
