"""`./fumibako messages`: writes the gettext catalogues; `--check` only reports what is stale or untranslated.

Every Django app and every folder with a `locale` in LOCALE_PATHS owns the texts of the files below it, except those
below a nested owner. `ja` has every text. `en` has only what English readers see instead of the msgid: Django shows
them the msgid when nothing else is found, because English never falls back to the default language.

No dates, no references to lines or files, no line wrapping, sorted: a change of one text is a change of one line, and
branches merge.
"""

import argparse
import io
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.frontend import parse_keywords
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "fumibako"
LANGUAGES = ("ja", "en")
KEYWORDS = parse_keywords(
    f"{name}{variant}{arguments}"
    for name, arguments in (("gettext", ""), ("ngettext", ":1,2"), ("pgettext", ":1c,2"), ("npgettext", ":1c,2,3"))
    for variant in ("", "_lazy")
) | parse_keywords(("_", "gettext_noop"))
NOT_SHOWN = {"tests", "migrations"}
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


class Text(NamedTuple):
    """One text as the code or a template has it. Two texts are the same when msgid and context are."""

    msgid: str
    context: str
    plural: str = ""

    @property
    def english(self) -> tuple[str, ...]:
        """What readers of English see without a catalogue."""
        return (self.msgid, self.plural) if self.plural else (self.msgid,)

    def __str__(self) -> str:
        return f"“{self.msgid}”" + (f" ({self.context})" if self.context else "")


Translations = dict[tuple[str, str], tuple[str, ...]]


class NoOwner(Exception):
    """A text stands in a file for which there is no catalogue."""


@dataclass(frozen=True)
class CatalogueFile:
    """One language's catalogue of one owner: as it is, and as it should be."""

    path: Path
    before: str
    after: str
    untranslated: tuple[Text, ...]

    def __str__(self) -> str:
        return str(self.path.relative_to(SOURCE))

    def missing_translations(self) -> Iterator[str]:
        return (f"{self}: untranslated: {text}" for text in self.untranslated)

    def problems(self) -> Iterator[str]:
        """What is wrong with it as it is, a line each."""
        before, after = set(parse(self.before)), set(parse(self.after))
        for problem, keys in (("missing", after - before), ("obsolete", before - after)):
            yield from (f"{self}: {problem}: {Text(*key)}" for key in sorted(keys))
        yield from self.missing_translations()
        if before == after and self.before != self.after:
            yield f"{self}: stale: ./fumibako messages writes it differently"


def owners() -> set[Path]:
    folders = {Path(app.path) for app in apps.get_app_configs()} | {Path(path).parent for path in settings.LOCALE_PATHS}
    return {folder for folder in folders if folder.is_relative_to(SOURCE)}


def texts_of(path: Path) -> Iterator[Text]:
    """The texts of a Python file or a template."""
    code = path.read_text()
    if path.suffix != ".py":
        # templatize keeps the template's indentation, which Python accepts in parentheses only.
        code = f"(\n{templatize(code, origin=str(path))}\n)"
    for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
        msgid, plural = (message, "") if isinstance(message, str) else message[:2]
        yield Text(msgid, context or "", plural)


def files_with_texts() -> Iterator[Path]:
    """Where texts may stand."""
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.*"))):
        if NOT_SHOWN.isdisjoint(path.relative_to(SOURCE).parts):
            yield path


def owner_of(path: Path, folders: set[Path]) -> Path:
    """The nearest owner above a file. Raises NoOwner."""
    for folder in path.parents:
        if folder in folders:
            return folder
    raise NoOwner(f"{path}: has texts, but no Django app and no folder of LOCALE_PATHS is above it")


def texts_by_owner() -> dict[Path, set[Text]]:
    """Raises NoOwner."""
    folders = owners()
    found: dict[Path, set[Text]] = {folder: set() for folder in folders}
    for path in files_with_texts():
        for text in texts_of(path):
            found[owner_of(path, folders)].add(text)
    return found


def parse(po: str) -> Translations:
    """The translations by msgid and context. Raises babel's PoFileError."""
    catalog = read_po(io.BytesIO(po.encode()), ignore_obsolete=True, abort_invalid=True)
    return {
        (as_strings(message.id)[0], message.context or ""): as_strings(message.string)
        for message in catalog
        if message.id
    }


def as_strings(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """Babel has one string, or one for each plural form."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def render(language: str, translated: dict[Text, tuple[str, ...]]) -> str:
    """The catalogue's file; empty when it has no text."""
    if not translated:
        return ""
    catalog = Catalog(locale=language)
    for text, strings in sorted(translated.items(), key=lambda item: (item[0].context, item[0].msgid)):
        msgid, string = (text.english, strings) if text.plural else (text.msgid, strings[0])
        message = catalog.add(msgid, string, context=text.context or None)
        message.flags.discard("python-brace-format")  # Django's are %-formatted; braces are part of the text
    written = io.BytesIO()
    write_po(written, catalog, width=0, no_location=True, omit_header=True)
    return (
        HEADER.format(language=language, plural_forms=catalog.plural_forms) + written.getvalue().decode().strip() + "\n"
    )


def merged(present: dict[Path, str], wanted: dict[Path, set[Text]], language: str) -> Iterator[CatalogueFile]:
    """The catalogues of one language from those present and the texts that each should have.

    What one of them has not translated yet is taken over from another that has the same text.
    """
    parsed = {path: parse(po) for path, po in present.items()}
    anywhere = {key: strings for path in sorted(parsed) for key, strings in parsed[path].items() if all(strings)}
    for path in sorted(present.keys() | wanted.keys()):
        known = anywhere | {key: strings for key, strings in parsed.get(path, {}).items() if all(strings)}
        translated = {text: known.get((text.msgid, text.context), ()) for text in wanted.get(path, ())}
        if language == "en":
            translated = {text: strings for text, strings in translated.items() if strings not in ((), text.english)}
        after = render(language, {text: strings or ("",) for text, strings in translated.items()})
        untranslated = tuple(sorted(text for text, strings in translated.items() if not strings))
        yield CatalogueFile(path, present.get(path, ""), after, untranslated)


def catalogue_files() -> Iterator[CatalogueFile]:
    """Every catalogue of every language. Raises NoOwner."""
    texts = texts_by_owner()
    for language in LANGUAGES:
        place = Path("locale") / language / "LC_MESSAGES" / "django.po"
        present = {path: path.read_text() for path in SOURCE.rglob(str(place))}
        yield from merged(present, {owner / place: found for owner, found in texts.items()}, language)


def write(file: CatalogueFile) -> None:
    if file.after:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        file.path.write_text(file.after)
    else:
        file.path.unlink(missing_ok=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="fumibako messages", description=__doc__.partition("\n\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a catalogue has to change")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumibako.project.settings")
    django.setup()
    try:
        files = list(catalogue_files())
    except NoOwner as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if given.check:
        problems = [problem for file in files for problem in file.problems()]
        sys.stdout.writelines(f"{problem}\n" for problem in problems)
        return 1 if problems else 0
    for file in files:
        if file.after != file.before:
            write(file)
    sys.stdout.writelines(f"{line}\n" for file in files for line in file.missing_translations())
    return 0


if __name__ == "__main__":
    sys.exit(main())
