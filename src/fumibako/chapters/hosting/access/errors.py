"""What the rules of access restriction say no to (D6)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadFolder(Refused):
    code = "bad_folder"
    message = _(
        "“%(path)s” cannot be used. Enter the folder as it stands in your website's addresses, beginning with a slash, "
        "for example /members; / is the whole site. Letters (Japanese, too), digits and . _ ~ - can be used."
    )
    field = "path"


class FolderTaken(Refused):
    code = "folder_taken"
    message = _("%(path)s is already restricted. Choose it in the list to change its users.")
    field = "path"


class TooManyFolders(Refused):
    code = "too_many_folders"
    message = _("You can restrict at most %(most)s folders. Remove a restriction first.")


class BadRealm(Refused):
    code = "bad_realm"
    message = _(
        "Enter a title of 1 to %(most)s characters, without backslashes, dollar or percent signs or line breaks."
    )
    field = "realm"


class BadLogin(Refused):
    code = "bad_login"
    message = _(
        "“%(login)s” cannot be used. Use up to %(most)s letters A to Z, digits and . _ @ -, beginning with a letter or "
        "digit."
    )
    field = "name"


class LoginTaken(Refused):
    code = "login_taken"
    message = _("There is already a user %(login)s. Choose another name, or set a new password for that user.")
    field = "name"


class TooManyUsers(Refused):
    code = "too_many_users"
    message = _("A folder can have at most %(most)s users. Delete one first.")


class NoSuchRestriction(Refused):
    code = "no_such_restriction"
    message = _("There is no such restriction.")


class NoSuchAccessUser(Refused):
    code = "no_such_access_user"
    message = _("There is no user %(login)s.")
