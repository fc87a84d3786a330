"""./fumibako messages: writes the gettext catalogues, one pair per Django app; --check says which are stale.

Texts are extracted with xgettext. A text that is new in one catalogue and translated in another takes that translation
over. Catalogues are sorted and carry no line numbers or dates, so that they merge. `ja` has every text; `en` only what
is to be read differently from the msgid.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import django
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "fumibako"
KEYWORDS = (
    *("gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3"),
    *("pgettext_lazy:1c,2", "npgettext_lazy:1c,2,3"),
)
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""
PLURALS = {"ja": "nplurals=1; plural=0;", "en": "nplurals=2; plural=(n != 1);"}
Key = tuple[str, str]


@dataclass(frozen=True)
class Message:
    """One entry; texts are escaped as a catalogue has them. strings: its translations, a plural's in their order."""

    context: str
    msgid: str
    plural: str = ""
    flags: str = ""
    strings: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.context, self.msgid

    @property
    def is_translated(self) -> bool:
        return bool(self.strings) and all(self.strings)

    def __str__(self) -> str:
        lines = [f"#, {self.flags}"] if self.flags else []
        lines += [f'msgctxt "{self.context}"'] if self.context else []
        lines.append(f'msgid "{self.msgid}"')
        if self.plural:
            lines.append(f'msgid_plural "{self.plural}"')
            lines += [f'msgstr[{number}] "{text}"' for number, text in enumerate(self.strings)]
        else:
            lines.append(f'msgstr "{self.strings[0] if self.strings else ""}"')
        return "\n".join(lines) + "\n"


def read(text: str) -> Iterator[Message]:
    """The entries of a catalogue, without its header."""
    for block in re.sub(r'"\n"', "", text).split("\n\n"):
        fields = dict(re.findall(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) "(.*)"$', block, re.MULTILINE))
        if not fields.get("msgid"):
            continue
        flags = re.search(r"^#, (?:fuzzy, )?(.+)$", block, re.MULTILINE)
        yield Message(
            context=fields.get("msgctxt", ""),
            msgid=fields["msgid"],
            plural=fields.get("msgid_plural", ""),
            flags=flags[1] if flags else "",
            strings=tuple(text for name, text in fields.items() if name.startswith("msgstr")),
        )


def owners() -> list[Path]:
    """Where catalogues stand: every app of ours, and the folders of LOCALE_PATHS."""
    apps = [app for app in settings.INSTALLED_APPS if app.startswith("fumibako.")]
    folders = {Path(spec.submodule_search_locations[0]) for app in apps if (spec := find_spec(app))}
    return sorted(folders | {Path(path).parent for path in settings.LOCALE_PATHS})


def files_of(owner: Path, every: Iterable[Path]) -> Iterator[Path]:
    """Its Python files and templates; those of an owner below it are not its own."""
    inner = [other for other in every if owner in other.parents]
    for path in sorted(owner.rglob("*")):
        is_text = path.suffix in (".py", ".html") and not {"tests", "migrations", "static"}.intersection(path.parts)
        if is_text and not any(other in path.parents for other in inner):
            yield path


def extracted(owner: Path, every: Iterable[Path]) -> list[Message]:
    """What stands in its files, in the order of the keys."""
    with tempfile.TemporaryDirectory() as directory:
        names = []
        for number, path in enumerate(files_of(owner, every)):
            text = path.read_text()
            file = Path(directory) / f"{number}.py"
            file.write_text(templatize(text, origin=str(path)) if path.suffix == ".html" else text)
            names.append(str(file))
        keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
        command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--no-location", "--output=-", *keywords]
        done = subprocess.run([*command, *names], capture_output=True, text=True, check=True)
    return sorted(read(done.stdout), key=lambda message: message.key)


def merged(language: str, wanted: Iterable[Message], own: Mapping[Key, Message], others: Mapping[Key, Message]) -> str:
    """The catalogue's text: what is wanted, with the translations that its own or another catalogue has."""
    entries = []
    for message in wanted:
        known = own.get(message.key) or others.get(message.key)
        strings = known.strings if known and known.is_translated and bool(known.plural) == bool(message.plural) else ()
        if language == "en" and (not strings or strings == _as_it_is(message)):
            continue
        entries.append(str(replace(message, strings=strings or _empty(language, message))))
    return "\n".join((HEADER.format(language=language, plurals=PLURALS[language]), *entries))


def _as_it_is(message: Message) -> tuple[str, ...]:
    return (message.msgid, message.plural) if message.plural else (message.msgid,)


def _empty(language: str, message: Message) -> tuple[str, ...]:
    return ("", "") if message.plural and language == "en" else ("",)


def main(arguments: list[str]) -> int:
    """Returns 1 where --check finds a stale catalogue or any run finds an untranslated text."""
    django.setup()
    every, is_check, status = owners(), "--check" in arguments, 0
    for message in extracted(SOURCE, every):
        print(f"no app owns this text: {message.msgid}")
        status = 1
    for language in PLURALS:
        paths = {path: list(read(path.read_text())) for path in SOURCE.rglob(f"locale/{language}/**/django.po")}
        others = {message.key: message for known in paths.values() for message in known if message.is_translated}
        for owner in every:
            path = owner / "locale" / language / "LC_MESSAGES" / "django.po"
            own = {message.key: message for message in paths.pop(path, ())}
            wanted = extracted(owner, every)
            text = merged(language, wanted, own, others)
            is_needed = bool(list(read(text)))
            if is_check and (path.read_text() if path.exists() else None) != (text if is_needed else None):
                print(f"stale: {path.relative_to(SOURCE)}: run ./fumibako messages")
                status = 1
            for message in read(text):
                if not message.is_translated:
                    print(f"untranslated: {path.relative_to(SOURCE)}: {message.msgid}")
                    status = 1
            if not is_check and is_needed:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            elif not is_check:
                path.unlink(missing_ok=True)
        for path in paths:
            print(f"{'stale' if is_check else 'removed'}: {path.relative_to(SOURCE)}: no app is there")
            status = 1 if is_check else status
            if not is_check:
                path.unlink()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
