"""Runs the scripts of a mailbox over a mail by Pigeonhole's own `sieve-test`, and says where the mail ended."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fumibako.chapters.mail.mail_trace.evaluation import Wanted
from fumibako.chapters.mail.mail_trace.reading import read
from fumibako.machine.daemons.dovecot.render import BEFORE
from fumibako.machine.daemons.dovecot.sieve import scripts
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.state.mail.filters import WithoutCommonFilter

ADDRESS = "suzuki@ours.example"
CONF = """\
ssl = no
mail_location = maildir:{0}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
namespace inbox {{
  inbox = yes
  separator = /
}}
plugin {{
  sieve_extensions = +editheader
  sieve_vacation_min_period = 1d
}}
"""
ORDER = ("choice.sieve", "common.sieve", "filters.sieve", "before.sieve", "product.sieve")


@dataclass(frozen=True)
class End:
    """folders: "" stands for the inbox. flags: S and F. sent: the mails that were sent; log: what was logged."""

    folders: frozenset[str]
    flags: str
    is_answered: bool
    targets: frozenset[str]
    sent: str = field(default="", compare=False)
    log: str = field(default="", compare=False)


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """sieve-test gives up root; pytest's own folders are closed to others."""
    directory = Path(tempfile.mkdtemp(prefix="fumibako-sieve-"))
    shutil.chown(directory, "nobody", "nogroup")
    (directory / "dovecot.conf").write_text(CONF.format(directory))
    yield directory
    shutil.rmtree(directory)


def done(directory: Path, wanted: Wanted, mail: bytes) -> End:
    return run(directory, scripts_of(wanted), mail)


def run(directory: Path, scripts: Mapping[str, str], mail: bytes, last: str = "") -> End:
    """scripts: of the mailbox and its domain, by file name; last: the user's own."""
    shutil.rmtree(directory / "mail", ignore_errors=True)
    texts = {**scripts, "before.sieve": BEFORE}
    for name in ORDER:
        (directory / name).write_text(texts.get(name, ""))
    (directory / "last.sieve").write_text(last)
    (directory / "mail.eml").write_bytes(mail)
    before = [word for name in ORDER for word in ("-s", str(directory / name))]
    sender = read(mail).envelope_sender
    command = ("sieve-test", "-e", "-c", str(directory / "dovecot.conf"), "-f", sender, "-a", ADDRESS, "-r", ADDRESS)
    files = (str(directory / "last.sieve"), str(directory / "mail.eml"))
    ran = subprocess.run((*command, *before, *files), capture_output=True, timeout=60)
    log = ran.stderr.decode("utf-8", "replace")
    assert "final result: " in log, log
    stored = [path.name for path in (directory / "mail").rglob("*:2,*")]
    return End(
        frozenset(re.findall(r"sieve: .*stored mail into mailbox '(.+)'", log)),
        "".join(sorted({*"".join(name.rpartition(":2,")[2] for name in stored)})),
        "sent vacation response" in log,
        frozenset(re.findall(r"sieve: .*redirect action: forwarded to <(.+)>", log)),
        ran.stdout.decode("utf-8", "replace"),
        log,
    )


def scripts_of(wanted: Wanted) -> dict[str, str]:
    domain = State(scope=Scope(Aspect.DOMAIN_SIEVE, "ours.example"), wishes=(wanted.common,) if wanted.common else ())
    own = (WithoutCommonFilter() if wanted.is_without_common else None, wanted.own, wanted.sorting)
    wishes = tuple(wish for wish in (*own, wanted.reply, wanted.forward) if wish)
    return scripts(domain) | scripts(State(scope=Scope(Aspect.SIEVE, ADDRESS), wishes=wishes))
