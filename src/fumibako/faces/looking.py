"""Pages of those who may look and not change (decision 0141): every form that would send something is closed, with its
values to be read, and the page says why."""

import re

from django.http import HttpResponseBase
from django.template.loader import render_to_string

_FORM = re.compile(r'(<form\b[^>]*\bmethod="post"[^>]*>)(.*?)(</form>)', re.DOTALL)
_MAIN = re.compile(r"(<main\b[^>]*>)(.*)(</main>)", re.DOTALL)
_CLOSED = r'\1<fieldset class="closed" disabled>\2</fieldset>\3'


def with_closed_forms(response: HttpResponseBase, reason: str) -> HttpResponseBase:
    """The page with its forms closed, if it has any. Forms that only ask (GET) stay, and so does what stands around
    the page."""
    content = getattr(response, "content", None)
    if content is None or not response.headers.get("Content-Type", "").startswith("text/html"):
        return response

    def closed(main: re.Match[str]) -> str:
        inside, number = _FORM.subn(_CLOSED, main[2])
        notice = render_to_string("faces/closed.html", {"reason": reason}) if number else ""
        return f"{main[1]}{notice}{inside}{main[3]}"

    response.content = _MAIN.sub(closed, content.decode(), count=1).encode()  # type: ignore[attr-defined]  # as above
    return response
