"""A browser without script or pictures: cookies, forms with their CSRF token, redirects.

Journeys that are about mail use it where Chromium would only be slower; tests/ui has the real one.
"""

import contextlib
import http.client
import http.cookiejar
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

from tests.journeys.clients import TIMEOUT, MailPrograms, NamedContext, Person


@dataclass(frozen=True)
class Page:
    """What came back at the end of all redirects."""

    status: int
    url: str
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path


@dataclass
class Form:
    """A form as it stands on the page: its fields keep their values unless one is filled in."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Browser:
    """One browser window at https://host:port, the box's certificate verified."""

    def __init__(self, programs: MailPrograms, name: str) -> None:
        self._base = f"https://{name}:{programs.ports['https']}"
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            _Https(programs.context, programs.host), urllib.request.HTTPCookieProcessor(self._jar)
        )

    def claim(self, headers: dict[str, str]) -> None:
        """Send these with every request."""
        self._opener.addheaders += list(headers.items())

    def cookies(self) -> list[http.cookiejar.Cookie]:
        return list(self._jar)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self._base, path), headers=dict(headers or {})))

    @contextlib.contextmanager
    def stream(self, path: str) -> Iterator[http.client.HTTPResponse]:
        """What comes piece by piece, to be read by the line."""
        with self._opener.open(urllib.parse.urljoin(self._base, path), timeout=TIMEOUT) as answer:
            yield answer

    def submit(
        self, page: Page, action: str, filled: dict[str, str | list[str]], file: tuple[str, bytes] | None = None
    ) -> Page:
        """Fill in the page's form whose action ends with `action` and send it: of several the first that has one of the
        fields. file: a name and what is in it, for the form's field "file"."""
        forms = [f for f in forms_of(page.text) if (f.action or page.path).split("?")[0].endswith(action)]
        form = next((f for f in forms if filled.keys() & {name for name, _ in f.fields}), forms[0])
        pairs = [(name, value) for name, value in form.fields if name not in filled]
        for name, value in filled.items():
            pairs += [(name, v) for v in ([value] if isinstance(value, str) else value)]
        url = urllib.parse.urljoin(page.url, form.action or page.url)
        content, kind = _multipart(pairs, *file) if file else (urllib.parse.urlencode(pairs).encode(), _URLENCODED)
        headers = {"Referer": page.url, "Origin": self._base, "Content-Type": kind}
        return self._open(urllib.request.Request(url, content, headers))

    def upload(self, path: str, filled: dict[str, str], file: tuple[str, bytes]) -> Page:
        """Send the form at a path with a file in its field `file`."""
        reader, page, mark = _FormReader(), self.get(path), "-----=part"
        reader.feed(page.text)
        form = next(f for f in reader.forms if (f.action or page.path).split("?")[0].endswith(path))
        values = {**dict(form.fields), **filled}
        values.pop("file", None)
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in values.items()]
        parts.append(f'name="file"; filename="{file[0]}"\r\n\r\n'.encode() + file[1])
        head = f"--{mark}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(head + part + b"\r\n" for part in parts) + f"--{mark}--\r\n".encode()
        headers = {"Referer": page.url, "Origin": self._base, "Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._open(urllib.request.Request(page.url, body, headers))

    def log_in(self, person: Person) -> Self:
        page = self.submit(self.get("/login/"), "/login/", {"address": person.address, "password": person.password})
        assert page.status == 200 and "/login/" not in page.path, page.text
        return self

    def log_in_as_operator(self, login: str, password: str) -> Self:
        page = self.submit(self.get("/console/login/"), "/login/", {"login": login, "password": password})
        assert page.status == 200 and "/login/" not in page.path, page.text
        return self

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                return Page(answer.status, answer.url, answer.read())
        except urllib.error.HTTPError as error:
            return Page(error.code, error.url or request.full_url, error.read())


def dial(programs: MailPrograms, name: str) -> http.client.HTTPSConnection:
    """What programs use that are no browser."""
    host = f"{name}:{programs.ports['https']}"
    return _Https(programs.context, programs.host)._connection(host, context=programs.context)


def forms_of(text: str) -> list[Form]:
    reader = _FormReader()
    reader.feed(text)
    return reader.forms


def form_with(text: str, *names: str) -> dict[str, str]:
    """What a browser sends of the page's form that has most of these fields, if nobody touches it."""
    found = max(forms_of(text), key=lambda form: len({name for name, _ in form.fields} & {*names}))
    return dict(found.fields)


_URLENCODED = "application/x-www-form-urlencoded"


def _multipart(pairs: list[tuple[str, str]], name: str, content: bytes) -> tuple[bytes, str]:
    """A form with a file (RFC 7578), and its media type."""
    parts = [f'Content-Disposition: form-data; name="{field}"\r\n\r\n{value}'.encode() for field, value in pairs]
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content)
    body = b"".join(b"--the-boundary\r\n" + part + b"\r\n" for part in parts)
    return body + b"--the-boundary--\r\n", "multipart/form-data; boundary=the-boundary"


class _Https(urllib.request.HTTPSHandler):
    """Dials loopback whatever name the address has; the name is still what the certificate must have."""

    def __init__(self, context: NamedContext, host: str) -> None:
        super().__init__(context=context)
        self._host = host

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, request, context=self._context)

    def _connection(self, host: str, **options: object) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(host, **options)
        connection._create_connection = lambda address, *rest: socket.create_connection((self._host, address[1]), *rest)
        return connection


class _FormReader(HTMLParser):
    """Collects forms and the values their fields start with."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._textarea = ""
        self._select = ""
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        there = dict(attrs)
        name, value = there.get("name") or "", there.get("value") or ""
        if tag == "form":
            self.forms.append(Form(there.get("action") or "", (there.get("method") or "get").lower()))
        elif not self.forms:
            return
        elif tag == "input" and name:
            if there.get("type") in ("checkbox", "radio"):
                if "checked" in there:
                    self.forms[-1].fields.append((name, there.get("value", "on") or ""))
            elif there.get("type") not in ("submit", "button"):
                self.forms[-1].fields.append((name, value))
        elif tag == "textarea":
            self._textarea = name
            self.forms[-1].fields.append((name, ""))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append((value, "selected" in there))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select" and self._select:
            chosen = [value for value, is_selected in self._options if is_selected]
            self.forms[-1].fields += [(self._select, value) for value in chosen or [self._options[0][0]]]
            self._select = ""
