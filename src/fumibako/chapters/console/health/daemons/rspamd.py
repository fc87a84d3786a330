"""rspamd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

RSPAMD = Sentences(
    name="rspamd",
    label=_("Second spam engine"),
    purpose=_("Detects spam for the accounts that have the option."),
    without=_("SpamAssassin judges their mail instead."),
    codes={
        "unused": _("Not in use yet. It starts with the first account."),
        "starting": _("Starting. SpamAssassin judges until then."),
    },
)
