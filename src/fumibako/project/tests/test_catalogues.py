"""All catalogues as one."""

from django.utils import translation
from django.utils.translation import gettext, ngettext, trans_real

from fumibako.project.catalogues import join

TEXTS = ("Inbox", "Search this folder", "(no subject)", "Yes", "nobody has written this")


def test_every_text_is_what_it_was_and_is_looked_for_once() -> None:
    with translation.override("ja"):
        keys = set(trans_real.catalog()._catalog.keys())
        before = {key: trans_real.catalog()._catalog[key] for key in keys}
        said = [gettext(each) for each in TEXTS] + [ngettext("%(number)s mail", "%(number)s mails", 2)]
        join(["ja", "en"])
        catalogue = trans_real.catalog()._catalog
        assert len(catalogue._catalogs) <= 3
        assert {key: catalogue[key] for key in before} == before
        assert [gettext(each) for each in TEXTS] + [ngettext("%(number)s mail", "%(number)s mails", 2)] == said
