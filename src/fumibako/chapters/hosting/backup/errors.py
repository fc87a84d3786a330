"""What the rules of backups say no to (D4)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadKept(Refused):
    code = "bad_kept"
    message = _("Keep from %(least)s to %(most)s backups.")
    field = "kept"


class NotInBackup(Refused):
    code = "not_in_backup"
    message = _("Choose something that is in this backup.")
    field = "what"


class BadPath(Refused):
    code = "bad_backup_path"
    message = _("Enter the file or folder as it stands in the file manager, for example htdocs/images/photo.jpg.")
    field = "path"


class NotABackup(Refused):
    code = "not_a_backup"
    message = _("The file cannot be used as a backup: %(message)s")
    field = "file"


class NoBackupGiven(Refused):
    code = "no_backup_given"
    message = _("Choose a backup file that ends in .tar.gz, or enter where it is on your website.")
    field = "file"


class BackupFailed(Refused):
    code = "backup_failed"
    message = _("The backup could not be made now. The earlier ones are kept. Try again later.")


class RestoreRefused(Refused):
    code = "restore_refused"
    message = _("%(what)s could not be restored: %(message)s")


class RestoreLacksSpace(Refused):
    code = "restore_lacks_space"
    message = _(
        "There is not enough space. The backup holds %(holds)s and replaces %(replaces)s, so %(needed)s more are "
        "needed, and the web disk of your contract has %(left)s left. Nothing has been changed. Delete what you no "
        "longer need, or order a larger web disk."
    )


class RestoreNotNow(Refused):
    code = "restore_not_now"
    message = _("The backup cannot be restored now. Nothing has been changed. Try again later.")


class RestoreFailed(Refused):
    code = "restore_failed"
    message = _("The restoring was cut short, and some files may be missing. The backup is kept: restore it again.")


class NoSuchBackup(Refused):
    code = "no_such_backup"
    message = _("There is no such backup, or not any more.")


class NoWebsite(Refused):
    code = "no_such_site"
    message = _("There is no website at %(domain)s.")
