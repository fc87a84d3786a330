"""U21: every text is there in both languages, and no text stands in a template or in code outside the catalogues."""

import re
import subprocess
from pathlib import Path

import pytest
from django.utils import translation

from devbox.messages import LANGUAGES, SOURCE, catalogue_files, parse

CATALOGUES = sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/django.po"))
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", re.IGNORECASE)


def shown(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def test_the_catalogues_have_every_text_and_no_other() -> None:
    """After a change of texts: ./fumibako messages."""
    assert [problem for file in catalogue_files() for problem in file.problems()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=shown)
def test_placeholders_are_equal_and_nothing_is_fuzzy(path: Path) -> None:
    assert "#, fuzzy" not in path.read_text()
    subprocess.run(("msgfmt", "--check-format", "-o", "/dev/null", path), check=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_text_has_one_translation(language: str) -> None:
    """The same English twice in two catalogues, but differently in Japanese, confuses readers."""
    known: dict[tuple[str, str], tuple[str, ...]] = {}
    for path in CATALOGUES:
        if path.parts[-3] == language:
            for key, strings in parse(path.read_text()).items():
                assert known.setdefault(key, strings) == strings, f"{shown(path)}: {key}"


VERB_ENDS = tuple("うくぐすつぬぶむる")


def test_buttons_are_verbs_and_questions_end_alike() -> None:
    """In Japanese: 「変更する」, not 「変更」; 「…しますか」 without a mark."""
    texts = [
        (context, string)
        for path in CATALOGUES
        if path.parts[-3] == "ja"
        for (_msgid, context), strings in parse(path.read_text()).items()
        for string in strings
    ]
    assert [string for context, string in texts if context == "button" and not string.endswith(VERB_ENDS)] == []
    assert [string for _context, string in texts if "？" in string] == []


def test_readers_of_english_see_the_msgid_where_their_catalogue_has_nothing() -> None:
    with translation.override("en"):
        assert translation.gettext("Forwarding") == "Forwarding"
        assert translation.ngettext("%(number)s customer", "%(number)s customers", 2) == "%(number)s customers"
    with translation.override("ja"):
        assert translation.gettext("Forwarding") == "転送設定"


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_holds_structure_only(path: Path) -> None:
    """Words come from the catalogues, script and style from files (a name of a language is written in itself)."""
    text = path.read_text().replace("日本語", "")
    assert not KANA_OR_KANJI.search(re.sub(r'value="[^"]*"', "", text))
    assert not INLINE.search(text)
