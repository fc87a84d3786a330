"""What the rules of cron jobs say no to (D16)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadScript(Refused):
    code = "bad_cron_script"
    message = _("Enter a PHP file below htdocs or private, for example private/daily.php.")
    field = "target"


class BadPath(Refused):
    code = "bad_cron_path"
    message = _("Enter a path of this website, for example /wp-cron.php?doing_wp_cron.")
    field = "target"


class NotFiveFields(Refused):
    code = "cron_not_five_fields"
    message = _("Enter five fields separated by spaces, for example 0 3 * * 1.")
    field = "schedule"


class BadField(Refused):
    code = "bad_cron_field"
    message = _("The field for the %(name)s cannot be read. Use numbers, lists (1,15), ranges (9-17) and steps (*/10).")
    field = "schedule"


class TooOften(Refused):
    code = "cron_too_often"
    message = _("Leave at least %(least)s minutes between two runs.")
    field = "schedule"


class Never(Refused):
    code = "cron_never"
    message = _("There is no such day, so it would never run.")
    field = "schedule"


class TooManyCronJobs(Refused):
    code = "too_many_cron_jobs"
    message = _("A website can have at most %(most)s cron jobs. Delete one first.")


class Suspended(Refused):
    code = "cron_suspended"
    message = _("The service is suspended. Cron jobs do not run until it is resumed.")


class Gone(Refused):
    code = "cron_gone"
    message = _("This cron job is not there any more.")
