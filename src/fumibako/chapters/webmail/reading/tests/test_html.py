"""Hostile HTML: nothing of it may run, load, send or cover."""

import pytest

from fumibako.chapters.webmail.reading.html import has_remote, safe

pytestmark = pytest.mark.feature("C1")


@pytest.mark.parametrize(
    ("hostile", "word"),
    [
        ("<script>alert(1)</script>", "alert"),
        ("<img src=x onerror=alert(1)>", "alert"),
        ("<svg onload=alert(1)><circle/></svg>", "alert"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", "onerror"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "onerror"),
        ('<a href="javascript:alert(1)">a</a>', "javascript"),
        ('<a href="java&#10;script:alert(1)">a</a>', "script"),
        ('<a href="data:text/html,<script>alert(1)</script>">a</a>', "data:"),
        ('<a href="vbscript:x">a</a>', "vbscript"),
        ('<form action="https://evil.example/"><input name=p><button>ok</button></form>', "<form"),
        ("<input name=password>", "<input"),
        ('<meta http-equiv="refresh" content="0;url=https://evil.example/">', "evil"),
        ('<base href="https://evil.example/">', "evil"),
        ('<link rel=stylesheet href="https://evil.example/a.css">', "evil"),
        ("<style>@import 'https://evil.example/a.css';</style>", "evil"),
        ('<p style="background-image:url(https://evil.example/a.png)">a</p>', "evil"),
        ('<p style="position:fixed;top:0">a</p>', "position"),
        ('<iframe src="https://evil.example/"></iframe>', "evil"),
        ('<object data="https://evil.example/a.swf"></object>', "evil"),
        ('<img srcset="https://evil.example/a.png 2x">', "evil"),
        ('<td background="https://evil.example/a.png">a</td>', "evil"),
        ('<p onclick="alert(1)" id=main class=button>a</p>', "onclick"),
    ],
)
def test_it_is_gone(hostile: str, word: str) -> None:
    assert word not in safe(hostile, inline={}).html


def test_remote_pictures_are_counted_and_left_out() -> None:
    found = safe('<img src="https://tracker.example/1.gif"><img src="//tracker.example/2.gif">', inline={})
    assert (found.blocked, "tracker" in found.html) == (2, False)


@pytest.mark.parametrize(
    ("html", "is_remote"),
    [
        ("<p>https://a.example/1.gif</p>", False),
        ("<IMG src='https://a.example/1.gif'>", True),
        ("<table><tr><image src=//a.example/1.gif>", True),
        ('<img src="cid:1"><img src="data:image/png;base64,AA">', False),
    ],
)
def test_a_mail_is_looked_through_for_pictures_only_where_it_may_have_some(html: str, is_remote: bool) -> None:
    assert has_remote(html) is is_remote


def test_remote_pictures_come_when_asked_for() -> None:
    assert "a.example/1.gif" in safe('<img src="https://a.example/1.gif">', inline={}, with_remote=True).html


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]"),
        *("[fe80::1]", "10.0.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "１２７.0.0.1", "127。0。0。1"),
        *("localhost", "router.local", "intranet", "nas.lan", "db.internal", "1.0.0.127.in-addr.arpa"),
        *("a.example:25", "a.example:22", "user@a.example", "a.example@127.0.0.1", "a.example\\@127.0.0.1"),
        *("127.0.0\t.1", "%31%32%37.0.0.1", "a.example%00.local", ""),
    ],
)
def test_case_108_no_picture_is_asked_of_the_readers_own_network(host: str) -> None:
    """There is no proxy for pictures: the reader's browser fetches those that were asked for."""
    for scheme in ("https", "HTTPS", "http", "gopher", "file", "ftp"):
        assert "src" not in safe(f'<img src="{scheme}://{host}/1.gif">', inline={}, with_remote=True).html


@pytest.mark.parametrize("host", ["a.example", "img1.cdn-x.co.jp", "xn--wgv71a119e.xn--q9jyb4c", "A.EXAMPLE"])
def test_pictures_of_the_internet_are(host: str) -> None:
    assert host in safe(f'<img src="https://{host}/1.gif?a=b">', inline={}, with_remote=True).html


def test_pictures_of_the_mail_itself_are_shown() -> None:
    found = safe('<img src="cid:logo@a">', inline={"logo@a": "data:image/png;base64,AA=="})
    assert 'src="data:image/png;base64,AA=="' in found.html


def test_pictures_of_other_mails_are_not() -> None:
    assert "src" not in safe('<img src="cid:other">', inline={}).html


def test_what_a_letter_needs_stays() -> None:
    html = safe('<p style="color:red">御見積<br><b>1,000円</b></p>', inline={}).html
    assert "color:red" in html.replace(" ", "") and "<b>1,000円</b>" in html


def test_links_open_elsewhere_and_tell_nothing() -> None:
    html = safe('<a href="https://a.example/">a</a>', inline={}).html
    assert 'target="_blank"' in html and "noopener noreferrer" in html
