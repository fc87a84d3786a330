"""What a site's PHP says to the program behind mail(), and what of it goes to Postfix (D1)."""

import pytest

from fumibako.machine.daemons.sites.mailing import MAX_RECIPIENTS, NotSent, read

pytestmark = pytest.mark.feature("D1")
DOMAIN = "sample.example"


def mail(*header: str, body: str = "hello\n") -> bytes:
    return ("\n".join(("To: hanako@out.example", *header)) + "\n\n" + body).encode()


def test_a_mail_of_the_site_keeps_its_sender_and_is_written_as_smtp_wants_it() -> None:
    ready = read(mail("Subject: x", "From: \u5e97 <shop@sample.example>"), DOMAIN)
    assert (ready.sender, ready.recipients) == ("shop@sample.example", ("hanako@out.example",))
    head, _, body = ready.content.decode().partition("\r\n\r\n")
    assert head.splitlines()[:2] == ["To: hanako@out.example", "Subject: x"]
    assert "<shop@sample.example>" in head and "Reply-To" not in head
    assert body == "hello\r\n"


@pytest.mark.parametrize(
    "author", ["visitor@out.example", "boss@x.sample.example", "boss@xsample.example", "", "a@b@c"]
)
def test_somebody_else_becomes_who_is_answered_and_the_site_the_author(author: str) -> None:
    ready = read(mail(f"From: {author}", "Sender: boss@other.example", "Return-Path: <boss@other.example>"), DOMAIN)
    assert ready.sender == "postmaster@sample.example"
    assert b"other.example" not in ready.content
    assert ready.content.count(b"From:") == 1
    assert (b"Reply-To: visitor@out.example" in ready.content) is (author == "visitor@out.example")


def test_blind_copies_are_sent_and_not_shown() -> None:
    ready = read(mail("Cc: \u82b1\u5b50 <a@out.example>,\n b@out.example", "Bcc: c@out.example"), DOMAIN)
    assert ready.recipients == ("hanako@out.example", "a@out.example", "b@out.example", "c@out.example")
    assert b"c@out.example" not in ready.content


@pytest.mark.parametrize(
    "written",
    [
        b"no header at all\n\nx",
        b"Subject: nobody\n\nx",
        b"To: a@out.example\nevil\n\nx",
        b"To: a b <\xff@out.example>\n\nx",
        b"To: <a@out.example> x@y@z\n\n",
        b"To: " + b", ".join(b"a%d@out.example" % n for n in range(MAX_RECIPIENTS + 1)) + b"\n\nx",
    ],
)
def test_case_040_what_is_no_mail_is_not_sent(written: bytes) -> None:
    with pytest.raises(NotSent):
        read(written, DOMAIN)
