"""dovecot on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

DOVECOT = Sentences(
    name="dovecot",
    label=_("Mailboxes"),
    purpose=_("Keeps the mailboxes and serves them (IMAP, POP3)."),
    without=_("Nobody can read mail or log in to send; incoming mail waits in the queue."),
    codes={
        "inotify": _(
            "New mail is shown at once in %(number)s open mailboxes only, in others up to 30 seconds late. Raise fs.inotify.max_user_instances on this server."  # noqa: E501 one literal, which the catalogue finds
        ),
    },
)
