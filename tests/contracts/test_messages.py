"""./fumibako messages: which texts it finds, and what becomes of the translations that are there."""

from pathlib import Path

import pytest

from devbox.messages import CatalogueFile, NoOwner, Text, merged, owner_of, parse, render, texts_of

HERE, THERE = Path("here/django.po"), Path("there/django.po")
FORWARDING, ACCOUNT = Text("Forwarding", ""), Text("%(n)s account", "", "%(n)s accounts")


def only(file: CatalogueFile) -> dict[tuple[str, str], tuple[str, ...]]:
    return parse(file.after)


def test_texts_of_code_are_found_with_context_and_plural(tmp_path: Path) -> None:
    path = tmp_path / "views.py"
    path.write_text(
        'a = _("One") + gettext("Tw" "o")\nb = ngettext_lazy("%(n)s account", "%(n)s accounts", "n")\n'
        'c = pgettext("button", "Delete")\nd = npgettext("mail", "item", "items", n)\n'
        'e = other("No text")\nf = _(name)\n'
    )
    assert set(texts_of(path)) == {
        Text("One", ""),
        Text("Two", ""),
        ACCOUNT,
        Text("Delete", "button"),
        Text("item", "mail", "items"),
    }


def test_texts_of_templates_are_found_whatever_their_indentation(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        '    <p>{% translate "Status" %}\n  {% translate "Delete" context "button" as label %}\n'
        '{% field a label=_("Own") %}'
        "{% blocktranslate trimmed with b=a|size count n=m %}\n   {{ n }} account\n"
        "{% plural %}\n   {{ n }} accounts\n{% endblocktranslate %}"
        "{% blocktranslate %}100 % of {{ b }}{% endblocktranslate %}"
    )
    assert set(texts_of(path)) == {
        Text("Status", ""),
        Text("Delete", "button"),
        Text("Own", ""),
        ACCOUNT,
        Text("100 %% of %(b)s", ""),
    }


def test_a_file_belongs_to_the_nearest_owner_above_it() -> None:
    outer, inner = Path("groundwork"), Path("groundwork/ui")
    assert owner_of(Path("groundwork/ui/templates/ui/base.html"), {outer, inner}) == inner
    assert owner_of(Path("groundwork/rules.py"), {outer, inner}) == outer


def test_texts_without_an_owner_are_refused() -> None:
    with pytest.raises(NoOwner, match="requests"):
        owner_of(Path("chapters/mail/requests.py"), {Path("chapters/mail/forwarding")})


def test_a_text_that_moved_keeps_its_translation() -> None:
    present = {HERE: render("ja", {FORWARDING: ("転送設定",)})}
    here, there = merged(present, {HERE: set(), THERE: {FORWARDING}}, "ja")
    assert here.after == ""
    assert only(there) == {("Forwarding", ""): ("転送設定",)}


def test_a_text_with_another_context_is_another_text() -> None:
    button = Text("Forwarding", "button")
    present = {HERE: render("ja", {FORWARDING: ("転送設定",)})}
    [here] = merged(present, {HERE: {FORWARDING, button}}, "ja")
    assert here.untranslated == (button,)


def test_english_holds_only_what_differs() -> None:
    translated = {
        FORWARDING: ("Forwarding",),
        ACCOUNT: ("%(n)s account", "%(n)s accounts"),
        Text("Register", ""): ("Add",),
    }
    [here] = merged({HERE: render("en", translated)}, {HERE: set(translated)}, "en")
    assert only(here) == {("Register", ""): ("Add",)}


def test_its_own_output_is_not_stale() -> None:
    [once] = merged({}, {HERE: {ACCOUNT, FORWARDING}}, "ja")
    [again] = merged({HERE: once.after}, {HERE: {FORWARDING, ACCOUNT}}, "ja")
    assert again.after == once.after


def test_a_catalogue_names_what_is_missing_obsolete_and_untranslated() -> None:
    path = Path("src/fumibako").resolve() / "locale" / "django.po"
    present = {path: render("ja", {ACCOUNT: ("アカウント",)})}
    [file] = merged(present, {path: {FORWARDING}}, "ja")
    assert list(file.problems()) == [
        "locale/django.po: missing: “Forwarding”",
        "locale/django.po: obsolete: “%(n)s account”",
        "locale/django.po: untranslated: “Forwarding”",
    ]
