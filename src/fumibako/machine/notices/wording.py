"""The text of one mail: the product's own, in one language or in all, or somebody else's wording for the whole of it.

Placeholders in braces are replaced; nothing in them is evaluated, and a value cannot be more than a part of its line,
but for those that are lines themselves.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path

from fumibako.machine.formats.charsets import one_line
from fumibako.machine.formats.visible import is_visible
from fumibako.machine.notices.notice import Notice
from fumibako.machine.state import NoticeText

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = ("ja", "en")
MAX_SUBJECT, MAX_BODY = 200, 10_000
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_BETWEEN_LANGUAGES = "\n\n" + "-" * 60 + "\n\n"


class BadWording(ValueError):
    """code: "subject", "body", "unknown" or "missing"; name: the placeholder of the latter two."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(f"{code} {name}".strip())
        self.code, self.name = code, name


def checked(notice: type[Notice], *, subject: str, body: str, language: str = "") -> NoticeText:
    """Return a wording as it is to be stored. Raises BadWording."""
    subject, body = subject.strip(), body.replace("\r\n", "\n").strip("\n") + "\n"
    if not 0 < len(subject) <= MAX_SUBJECT or not all(map(is_visible, subject)):
        raise BadWording("subject")
    if not body.strip() or len(body) > MAX_BODY or not all(map(is_visible, body.replace("\n", ""))):
        raise BadWording("body")
    used = set(_PLACEHOLDER.findall(subject + body))
    for name in sorted(used - notice.placeholders()):
        raise BadWording("unknown", name)
    for name in sorted(notice.needed - set(_PLACEHOLDER.findall(body))):
        raise BadWording("missing", name)
    return NoticeText(subject=subject, body=body, language=language)


def written(notice: Notice, *, wordings: Sequence[NoticeText] = (), language: str = "") -> NoticeText:
    """Return the text with its values in it. wordings: in place of the product's own; of two for the same language the
    first. language: the reader's, "" where it is unknown: the text then is in every language, one after the other."""
    own = {text.language: text for text in reversed(wordings)}
    if "" in own:
        return _filled(own[""], notice, language or LANGUAGES[0])
    names = (language,) if language else LANGUAGES
    texts = [_filled(own.get(name) or built_in(notice.key, name), notice, name) for name in names]
    return NoticeText(
        subject=" / ".join(text.subject for text in texts),
        body=_BETWEEN_LANGUAGES.join(text.body.strip("\n") for text in texts) + "\n",
    )


@cache
def built_in(key: str, language: str) -> NoticeText:
    """The product's own wording in one language."""
    subject, _, body = (TEXTS / language / f"{key}.txt").read_text("utf-8").partition("\n")
    return NoticeText(subject=subject, body=body)


def _filled(text: NoticeText, notice: Notice, language: str) -> NoticeText:
    values = {field.name: _shown(getattr(notice, field.name), language) for field in fields(notice)}
    subject = _replaced(text.subject, values).replace("\n", " ")[:MAX_SUBJECT]
    return NoticeText(subject=subject, body=_replaced(text.body, values))


def _replaced(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _shown(value: str | int | datetime | tuple[str, ...], language: str) -> str:
    """A value as one line of that language; lines stay lines."""
    if isinstance(value, tuple):
        return "\n".join(_shown(line, language) for line in value)
    if isinstance(value, datetime):
        return moment_in_japanese(value) if language == "ja" else f"{value.day} {value:%B %Y, %H:%M %Z}"
    return one_line(str(value).encode("utf-8", "replace").decode())


def moment_in_japanese(at: datetime) -> str:
    """As a Japanese office writes it, in the zone it is given in."""
    return f"{at.year}年{at.month}月{at.day}日（{'月火水木金土日'[at.weekday()]}）{at:%H:%M}"
