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
