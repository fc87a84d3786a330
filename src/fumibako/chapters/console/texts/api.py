"""The texts of mails, for programs."""

from fumibako.chapters.console.texts import errors, queries
from fumibako.groundwork.notices.queries import operators_wordings
from fumibako.groundwork.notices.samples import placeholders
from fumibako.groundwork.notices.services import remove_wording, set_wording
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text
from fumibako.machine.notices.catalogue import BY_KEY
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.wording import LANGUAGES


class ListedText(Facts):
    """is_own: in the provider's words."""

    notice: str
    language: str
    subject: str
    is_own: bool


class TextFacts(ListedText):
    """placeholders: what may stand in it, such as "{link}"."""

    body: str
    placeholders: list[str]


class NewText(Given):
    subject: Text
    body: Text


def listed(request: ProgramRequest) -> list[ListedText]:
    """The text of every mail, in each language."""
    own = operators_wordings()
    found = [queries.version(key, language, own) for key in sorted(BY_KEY) for language in LANGUAGES]
    return [
        ListedText(notice=one.key, language=one.language, subject=one.text.subject, is_own=one.is_own) for one in found
    ]


def show(request: ProgramRequest, notice: Text, language: Text) -> TextFacts:
    """One text, and what may stand in it."""
    return _facts(_found(notice, language), language)


def write(request: ProgramRequest, notice: Text, language: Text, given: NewText) -> TextFacts:
    """The provider's own text for mails from now on."""
    found = _found(notice, language)
    set_wording(
        actor=request.caller.actor,
        notice=found,
        domain=None,
        language=language,
        subject=given.subject,
        body=given.body,
    )
    return _facts(found, language)


def reset(request: ProgramRequest, notice: Text, language: Text) -> TextFacts:
    """Back to the standard text."""
    found = _found(notice, language)
    remove_wording(actor=request.caller.actor, notice=found, domain=None, language=language)
    return _facts(found, language)


def _found(key: str, language: str) -> type[Notice]:
    """Raises NoSuchText."""
    found = queries.notice_of(key)
    if found is None or language not in LANGUAGES:
        raise errors.NoSuchText(notice=key[:80], language=language[:10])
    return found


def _facts(notice: type[Notice], language: str) -> TextFacts:
    now = queries.version(notice.key, language, operators_wordings())
    return TextFacts(
        notice=notice.key,
        language=language,
        subject=now.text.subject,
        body=now.text.body,
        is_own=now.is_own,
        placeholders=[each.name for each in placeholders(notice)],
    )
