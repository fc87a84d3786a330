"""What the rules of databases say no to (D3)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadName(Refused):
    code = "bad_database_name"
    message = _(
        "“%(name)s” cannot be used. Use 1 to %(most)s lowercase letters a to z, digits and underscores, beginning with "
        "a letter."
    )
    field = "name"


class NameTaken(Refused):
    code = "database_taken"
    message = _("There is already a database %(name)s. Choose another name.")
    field = "name"


class UserTaken(Refused):
    code = "database_user_taken"
    message = _("There is already a user %(name)s. Choose another name.")
    field = "name"


class TooManyUsers(Refused):
    code = "too_many_database_users"
    message = _("A database can have at most %(most)s further users. Delete one first.")


class TooManyDatabases(Refused):
    code = "too_many_databases"
    message = _("A website can have at most %(most)s databases. Delete one first.")


class NoSuchDatabase(Refused):
    code = "no_such_database"
    message = _("There is no database %(name)s.")


class NoSuchUser(Refused):
    code = "no_such_database_user"
    message = _("The database has no further user %(name)s.")


class NoSuchDump(Refused):
    code = "no_such_dump"
    message = _("There is no export %(job)s, or not any more.")


class NotADump(Refused):
    code = "not_a_dump"
    message = _("The file is not an SQL file. Choose a file that ends in .sql or .sql.gz.")
    field = "file"


class DumpTooLarge(Refused):
    code = "dump_too_large"
    message = _("The file holds more than %(most)s GB of SQL. Import it in several parts.")
    field = "file"


class NoRoom(Refused):
    code = "no_room_for_database"
    message = _("The web disk of your contract is full. Delete files or databases that you no longer need first.")


class ImportLacksSpace(Refused):
    code = "import_lacks_space"
    message = _(
        "There is not enough space. The file holds %(needed)s of SQL, and the web disk of your contract has room for "
        "%(left)s. Nothing has been changed. Delete files or databases that you no longer need first."
    )


class ImportUnderWay(Refused):
    code = "import_under_way"
    message = _("A file is already being imported into this database, or is waiting to be. Wait until that has ended.")


class DumpGone(Refused):
    code = "dump_gone"
    message = _("The uploaded file is no longer kept. Upload it again.")


class StatementRefused(Refused):
    code = "statement_refused"
    message = _("The database refused a statement in the file: %(message)s. Everything before it has been imported.")


class DatabaseAway(Refused):
    code = "database_away"
    message = _(
        "The database cannot be reached now, or it is being exported or imported already. Try again in a minute."
    )


class NoSuchSite(Refused):
    code = "no_such_site"
    message = _("There is no website at %(domain)s.")
