"""What the trace says of a rule is what Dovecot's Sieve does (B6)."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fumibako.chapters.mail.own_filter.trace import TypedMail, Verdict, fits, verdicts
from fumibako.machine.daemons.dovecot.sieve.conditions import test_of as sieve_of
from fumibako.machine.formats.sieve import FileInto, FirstOf, If, script
from fumibako.machine.state.mail.condition import Comparison, Condition, Part

pytestmark = pytest.mark.feature("B6")
MAIL = TypedMail(sender="Taro@Out.example", recipient="suzuki@ours.example", subject="【重要】Invoice É 50%_*?")
CONF = "ssl = no\nmail_location = maildir:{0}/mail\nmail_uid = nobody\nmail_gid = nogroup\nfirst_valid_uid = 1\n"


def condition(part: Part, match: Comparison, text: str, header: str = "") -> Condition:
    return Condition(part=part, match=match, text=text, header=header)


@pytest.mark.parametrize(
    ("part", "match", "text", "is_fit"),
    [
        *((Part.SENDER, Comparison.IS, "taro@OUT.example", True), (Part.SENDER, Comparison.IS, "taro@out", False)),
        *((Part.DOMAIN, Comparison.IS, "out.example", True), (Part.DOMAIN, Comparison.ENDS, "@out.example", False)),
        *((Part.SUBJECT, Comparison.STARTS, "【重要】i", True), (Part.SUBJECT, Comparison.CONTAINS, "é", False)),
        *((Part.SUBJECT, Comparison.ENDS, "_*?", True), (Part.SUBJECT, Comparison.ENDS, "5*?", False)),
        *((Part.RECIPIENT, Comparison.CONTAINS, "SUZUKI@", True), (Part.SUBJECT, Comparison.CONTAINS, "見積", False)),
    ],
)
def test_one_condition(part: Part, match: Comparison, text: str, is_fit: bool) -> None:
    assert fits(condition(part, match, text), MAIL) is is_fit


def test_a_header_is_found_by_its_name_in_any_case_and_nothing_where_it_is_missing() -> None:
    listed = condition(Part.HEADER, Comparison.CONTAINS, "news", "list-id")
    assert not fits(listed, MAIL)
    mail = TypedMail(sender="a@b.example", recipient="", subject="", header="List-Id", value=" <news.b.example> ")
    assert fits(listed, mail)
    assert not fits(condition(Part.RECIPIENT, Comparison.CONTAINS, "@"), mail)


def test_the_first_that_fits_decides_and_the_others_are_not_asked() -> None:
    rules = [condition(Part.SUBJECT, Comparison.CONTAINS, text) for text in ("見積", "invoice", "重要")]
    assert verdicts(rules, MAIL) == [Verdict.DOES_NOT_FIT, Verdict.DECIDES, Verdict.NOT_ASKED]


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """sieve-test gives up root; pytest's own folders are closed to others."""
    directory = Path(tempfile.mkdtemp(prefix="fumibako-sieve-"))
    shutil.chown(directory, "nobody", "nogroup")
    (directory / "dovecot.conf").write_text(CONF.format(directory))
    yield directory
    shutil.rmtree(directory)


def decided_by_sieve(directory: Path, conditions: Sequence[Condition], mail: TypedMail) -> int | None:
    """The number of the rule whose folder a mail goes to."""
    cases = [If(sieve_of(each), [FileInto(f"rule-{number}")]) for number, each in enumerate(conditions)]
    (directory / "rules.sieve").write_text(script([FirstOf(cases)]))
    message = EmailMessage()
    message["From"], message["Subject"] = mail.sender, mail.subject
    if mail.recipient:
        message["To"] = mail.recipient
    if mail.header:
        message[mail.header] = mail.value
    message.set_content("text\n")
    (directory / "mail.eml").write_bytes(bytes(message))
    command = (
        "sieve-test",
        "-c",
        str(directory / "dovecot.conf"),
        str(directory / "rules.sieve"),
        str(directory / "mail.eml"),
    )
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    _, is_found, rest = done.stdout.partition("folder: rule-")
    assert is_found or "folder: INBOX" in done.stdout or "keep" in done.stdout, done
    return int(rest.split()[0]) if is_found else None


ALL = st.sampled_from(Comparison)
WORDS = ["invoice", "Invoice", "重要", "【重要】 ", "É", "é", "*", "?", "\\", '"', "\u212a", "k", "%", "news ", "a"]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(lambda words: "".join(words).strip())
ADDRESS = st.sampled_from(["taro@out.example", "Taro@OUT.example", "hanako@sub.out.example", "a.b@other.example"])
PIECE = st.sampled_from(["taro", "out.example", "TARO@", ".example", "@sub", "a.b@other.example", "example"])
OF_ADDRESS = st.sampled_from([Part.SENDER, Part.DOMAIN, Part.RECIPIENT])
CONDITION = st.one_of(
    st.builds(condition, OF_ADDRESS, ALL, PIECE),
    st.builds(condition, st.just(Part.SUBJECT), ALL, TEXT),
    st.builds(condition, st.just(Part.HEADER), ALL, TEXT, st.sampled_from(["List-Id", "subject", "x-a"])),
)
RECIPIENT = st.one_of(st.just(""), ADDRESS)
MAILS = st.builds(TypedMail, sender=ADDRESS, recipient=RECIPIENT, subject=TEXT, header=st.just("X-A"), value=TEXT)


@pytest.mark.box
@settings(max_examples=40, deadline=None)
@given(conditions=st.lists(CONDITION, min_size=1, max_size=12), mail=MAILS)
def test_generated_rules_and_mails_come_out_as_with_sieve_test(
    directory: Path, conditions: list[Condition], mail: TypedMail
) -> None:
    said = verdicts(conditions, mail)
    expected = said.index(Verdict.DECIDES) if Verdict.DECIDES in said else None
    assert decided_by_sieve(directory, conditions, mail) == expected
