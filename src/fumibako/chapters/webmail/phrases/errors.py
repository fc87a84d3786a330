"""What the rules of signatures and templates refuse (C1)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadPhraseName(Refused):
    code = "bad_phrase_name"
    message = _("Enter a name of at most %(most)s characters.")
    field = "name"


class BadPhraseText(Refused):
    code = "bad_phrase_text"
    message = _("Enter a text of at most %(most)s characters.")
    field = "text"


class TooManyPhrases(Refused):
    code = "too_many_phrases"
    message = _("You can keep at most %(most)s signatures and templates. Delete one first.")
