"""What the rules of the overseas restriction say no to (D7)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadClosedFolder(Refused):
    code = "bad_folder"
    message = _(
        "“%(path)s” cannot be used. Enter the folder as it stands in your website's addresses, beginning with a slash, "
        "for example /members. Letters (Japanese, too), digits and . _ ~ - can be used."
    )
    field = "folders"


class BadRefusalPage(Refused):
    code = "bad_page"
    message = _(
        "“%(path)s” cannot be used. Enter where the page is on your website, beginning with a slash, for example "
        "/japan-only.html. Letters A to Z, digits and . _ ~ - can be used."
    )
    field = "page"


class TooManyClosedFolders(Refused):
    code = "too_many_folders"
    message = _("You can enter at most %(most)s folders. Remove some of them.")
    field = "folders"


class NoException(Refused):
    code = "whole_internet"
    message = _("“%(text)s” is every address. To let everybody in, switch the restriction off.")
    field = "networks"
