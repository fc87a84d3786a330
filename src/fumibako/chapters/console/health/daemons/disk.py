"""disk on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

DISK = Sentences(
    name="disk",
    label=_("Disk space"),
    purpose=_("Free space and inodes of the state directory, the mail queue and the mailboxes."),
    without=_("No mail is accepted until there is free space. Other servers keep it and try again."),
    codes={
        "full": _("%(name)s: only %(free)s free."),
        "no-inodes": _("%(name)s: only %(inodes)s inodes free."),
        "nearly-full": _("%(name)s: only %(free)s free. Make space or enlarge the disk soon."),
        "few-inodes": _("%(name)s: only %(inodes)s inodes free. Remove files or enlarge the disk soon."),
    },
)
