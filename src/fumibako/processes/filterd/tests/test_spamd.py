"""spamd as the box runs it: mails of any size, one after the other in one child, and what each domain taught it."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.filterd.service import Filterd
from fumibako.machine.daemons.spamd import taught, verbs
from fumibako.machine.daemons.spamd.control import MIN_TAUGHT
from fumibako.machine.daemons.spamd.service import MAX_CHILDREN
from fumibako.machine.provision.service import Diff
from fumibako.machine.state import Aspect, Scope
from fumibako.processes.filterd.content import IN_MEMORY_BYTES, Content
from fumibako.processes.filterd.engines import spamd
from fumibako.processes.filterd.engines.rspamd import Rspamd
from fumibako.processes.filterd.engines.spam_check import LEARNED, SpamCheck

from .disguises import HEAD, MIME, attached, mixed, part
from .scanners import Spamd
from .test_stubs import FILE, TEXT

pytestmark = [pytest.mark.feature("B5"), pytest.mark.box]
GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN" + b"*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"


@pytest.fixture(scope="module")
def config() -> Iterator[Config]:
    # A short path: Unix socket paths are limited.
    state = Path(tempfile.mkdtemp(prefix="fb-spamd-", dir="/tmp"))
    state.chmod(0o755)
    config = load(state=state)
    engine = Spamd(config)
    try:
        yield config
    finally:
        engine.stop()
        shutil.rmtree(state)


class OnePoint(Rspamd):
    """The second engine, of which only the score matters here."""

    async def check(self, blocks: Iterable[bytes], size: int) -> spamd.Score:
        return spamd.Score(1.0, "SOMETHING", "rspamd")


def score(config: Config, mail: bytes, domain: str = "example.jp", *, is_second: bool = False) -> spamd.Score:
    async def ask() -> spamd.Score:
        content = Content.of(mail, config.state)
        engines = spamd.Spamd(config.spamd_socket, MAX_CHILDREN), OnePoint(config.rspamd_socket)
        check = SpamCheck(*engines, content, taught.directory(config))
        try:
            return await check.score(domain, is_second=is_second)
        finally:
            check.close()
            content.close()

    return asyncio.run(ask())


def test_a_spam_mail_is_judged_however_large_it_is_made(config: Config) -> None:
    spam, padding = part(GTUBE, TEXT), b"Content-Type: text/plain\r\n\r\n" + b"The weather is fine.\r\n" * 60_000
    plain = score(config, mixed(spam))
    assert plain.points > 900
    for padded in (mixed(part(FILE * 30), spam), mixed(padding, part(FILE * 30), spam), mixed(spam, padding)):
        assert len(padded) > IN_MEMORY_BYTES
        assert score(config, padded).points > 900
    assert score(config, mixed(part(FILE * 30))).points < 900


def test_the_same_mails_have_the_same_scores_again_in_one_child(config: Config) -> None:
    """spamd does not copy its configuration back after each mail (Steady.pm): no mail may change it."""
    mails = [disguise(b"Buy now at https://shop.example/. " * 60) for disguise in list(MIME.values())[::12]]
    mails += [mixed(part(GTUBE, TEXT)), attached(FILE), HEAD + b"\r\nDear friend, a sum of $5,000,000 is yours.\r\n"]
    mails = [re.sub(rb"(?<!\r)\n", b"\r\n", mail) for mail in mails]
    first = [score(config, mail) for mail in mails]
    assert [score(config, mail) for mail in reversed(mails)] == first[::-1]
    words = (config.state / "spamd.log").read_text()
    assert len(first) >= 9
    assert "error" not in words.lower()


@pytest.mark.feature("C8", "B10")
def test_what_a_domain_teaches_counts_for_it_alone_with_either_engine_until_it_is_gone(config: Config) -> None:
    def mail(words: str, number: int) -> bytes:
        return HEAD + f"Message-ID: <{number}{words[:4]}@out.example>\r\n\r\n{words} number {number}\r\n".encode()

    orders = "order of screws and nuts for the workshop in Kawasaki, delivery on friday by truck"
    lures = "casino bonus jackpot roulette spin your luck tonight, claim free chips at once"
    for number in range(MIN_TAUGHT):
        verbs.tell(config, "taro@taught.example", mail(orders, number), is_spam=False)
        verbs.tell(config, "taro@taught.example", mail(lures, number), is_spam=True)
    learned = score(config, mail(lures, 900), "taught.example")
    other = score(config, mail(lures, 901), "other.example")
    assert "BAYES_99" in learned.tests
    assert "BAYES" not in other.tests
    assert learned.points > other.points + 2
    assert "BAYES_00" in score(config, mail(orders, 902), "taught.example").tests

    second = score(config, mail(lures, 903), "taught.example", is_second=True)
    assert second.points == pytest.approx(1 + LEARNED["BAYES_99"]) and second.tests.endswith(",SOMETHING")
    assert second.engine == "rspamd"
    assert score(config, mail(orders, 904), "taught.example", is_second=True).points == pytest.approx(-2)
    assert score(config, mail(lures, 905), "other.example", is_second=True) == spamd.Score(1.0, "SOMETHING", "rspamd")

    Filterd().reload(config, Diff(removed=frozenset({"policy.json"})), Scope(Aspect.DOMAIN, "taught.example"))
    assert "BAYES" not in score(config, mail(lures, 906), "taught.example").tests
    assert score(config, mail(lures, 907), "taught.example", is_second=True).points == 1
