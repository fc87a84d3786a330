"""What is chosen for PHP (D2)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.groundwork.ui.forms import Form
from fumibako.machine.state import PhpSettings
from fumibako.machine.state.web.php import MAX_FIELDS, MAX_SECONDS, MEMORY_MB, TIMEZONES, UPLOAD_MB


def _seconds() -> list[tuple[int, str]]:
    """In the reader's language: what is put into words when the class is made stays in one."""
    return [(seconds, ngettext("%d second", "%d seconds", seconds) % seconds) for seconds in MAX_SECONDS]


class SetPhp(Form):
    memory_mb = forms.TypedChoiceField(
        label=_("Memory of one request (memory_limit)"), coerce=int, choices=[(mb, f"{mb} MB") for mb in MEMORY_MB]
    )
    upload_mb = forms.TypedChoiceField(
        label=_("Largest file to upload (upload_max_filesize)"),
        coerce=int,
        choices=[(mb, f"{mb} MB") for mb in UPLOAD_MB],
    )
    max_seconds = forms.TypedChoiceField(
        label=_("Longest run of a program (max_execution_time)"),
        coerce=int,
        choices=_seconds,
        initial=PhpSettings().max_seconds,
    )
    max_fields = forms.TypedChoiceField(
        label=_("Most fields of a form (max_input_vars)"),
        coerce=int,
        choices=[(number, f"{number:,}") for number in MAX_FIELDS],
        initial=PhpSettings().max_fields,
        help_text=_("Some programs, such as menus of WordPress, send many."),
    )
    timezone = forms.ChoiceField(label=_("Time zone (date.timezone)"), choices=[(name, name) for name in TIMEZONES])
    shows_errors = forms.BooleanField(
        label=_("Show PHP errors in the page (display_errors)"),
        required=False,
        help_text=_("Visitors see them, too. Switch it on only while you look for a fault."),
    )
