"""What the rules of installing WordPress say no to (D16)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadTitle(Refused):
    code = "bad_title"
    message = _("Enter a title of 1 to %(most)s characters, without line breaks.")
    field = "title"


class BadLogin(Refused):
    code = "bad_wordpress_login"
    message = _("“%(login)s” cannot be used. Use up to %(most)s letters A to Z, digits and . _ @ -.")
    field = "name"


class BadFolder(Refused):
    code = "bad_wordpress_folder"
    message = _("“%(folder)s” cannot be used. Use lowercase letters, digits and hyphens, for example blog.")
    field = "folder"


class BadEmail(Refused):
    code = "bad_wordpress_email"
    message = _("“%(email)s” is not a mail address.")
    field = "email"


class NotInstalled(Refused):
    code = "wordpress_not_installed"
    message = _("WordPress was not installed: %(message)s. Its new database has been deleted.")


class NotNow(Refused):
    code = "wordpress_not_now"
    message = _("WordPress could not be installed now. Its new database has been deleted. Try again later.")


class NotUpdated(Refused):
    code = "wordpress_not_updated"
    message = _("WordPress was not updated: %(message)s. The backup that was made before can be restored.")


class UpdateLater(Refused):
    code = "wordpress_update_later"
    message = _("WordPress could not be updated now. Try again later.")


class NothingToUpdate(Refused):
    code = "wordpress_part_not_old"
    message = _("Choose plugins and themes for which there is a newer version.")
    field = "parts"


class NoFolder(Refused):
    code = "wordpress_copy_needs_folder"
    message = _("Enter a folder of its own for the copy, for example staging.")
    field = "folder"


class FolderTaken(Refused):
    code = "wordpress_folder_taken"
    message = _("There is already a WordPress in the folder %(folder)s. Choose another one.")
    field = "folder"


class CopyThere(Refused):
    code = "wordpress_copy_there"
    message = _("There is a staging copy of this WordPress already. Remove it first to make a new one.")


class NotACopy(Refused):
    code = "wordpress_not_a_copy"
    message = _("This is not a staging copy, or its WordPress is no longer there.")


class PartsNotUpdated(Refused):
    code = "wordpress_parts_not_updated"
    message = _("These could not be updated: %(names)s. The others are up to date.")


class Unreadable(Refused):
    code = "wordpress_unreadable"
    message = _("WordPress did not answer: %(message)s")


class NotStaged(Refused):
    code = "wordpress_not_staged"
    message = _("The copy was not made: %(message)s. Its new database has been deleted.")


class NotPublished(Refused):
    code = "wordpress_not_published"
    message = _("The copy was not made live: %(message)s. The backup that was made before can be restored.")


class Later(Refused):
    code = "wordpress_later"
    message = _("This could not be finished now. Try again later.")
