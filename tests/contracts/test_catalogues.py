"""U21: every text is there in both languages, and no text stands in a template or in code outside the catalogues."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fumibako"
CATALOGUES = sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/django.po"))
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", re.IGNORECASE)


def shown(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def in_context(msgid: str, context: str | None) -> str:
    return f"{context}\x04{msgid}" if context else msgid


def messages(path: Path) -> Iterator[tuple[str, list[str]]]:
    """msgid, with its context and gettext's separator before it where there is one, and its translations."""
    joined = re.sub(r'"\n"', "", path.read_text())
    for block in joined.split("\n\n"):
        if found := re.search(r'^(?:msgctxt "(.+)"\n)?msgid "(.+)"$', block, re.MULTILINE):
            yield in_context(found[2], found[1]), re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', block, re.MULTILINE)


@pytest.mark.parametrize("path", CATALOGUES, ids=shown)
def test_nothing_is_untranslated_or_fuzzy(path: Path) -> None:
    assert "#, fuzzy" not in path.read_text()
    assert [msgid for msgid, texts in messages(path) if not texts or not all(texts)] == []
    subprocess.run(("msgfmt", "--check-format", "-o", "/dev/null", path), check=True)


def test_every_text_of_templates_and_code_is_in_its_catalogue() -> None:
    """Texts made without a catalogue run would only be seen in the wrong language."""
    done = subprocess.run((sys.executable, "devbox/messages.py", "--check"), cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_text_has_one_translation() -> None:
    """The same English twice in two catalogues, but differently in Japanese, confuses readers."""
    known: dict[str, list[str]] = {}
    for path in CATALOGUES:
        if path.parts[-3] == "ja":
            for msgid, texts in messages(path):
                assert known.setdefault(msgid, texts) == texts, f"{shown(path)}: {msgid}"


def test_buttons_are_verbs_and_questions_end_alike() -> None:
    """In Japanese: 「変更する」, not 「変更」; 「…しますか」 without a mark."""
    texts = [
        (msgid, text) for path in CATALOGUES if path.parts[-3] == "ja" for msgid, ts in messages(path) for text in ts
    ]
    assert [text for msgid, text in texts if msgid.startswith("button\x04") and not text.endswith("る")] == []
    assert [text for _, text in texts if "？" in text] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_a_template_holds_structure_only(path: Path) -> None:
    """Words come from the catalogues, script and style from files (a name of a language is written in itself)."""
    text = path.read_text().replace("日本語", "")
    assert not KANA_OR_KANJI.search(re.sub(r'value="[^"]*"', "", text))
    assert not INLINE.search(text)
