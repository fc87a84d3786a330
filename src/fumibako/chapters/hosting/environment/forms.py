"""What is chosen for PHP (D2)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form
from fumibako.machine.state.web.php import MEMORY_MB, TIMEZONES, UPLOAD_MB


class SetPhp(Form):
    memory_mb = forms.TypedChoiceField(
        label=_("Memory of one request (memory_limit)"), coerce=int, choices=[(mb, f"{mb} MB") for mb in MEMORY_MB]
    )
    upload_mb = forms.TypedChoiceField(
        label=_("Largest file to upload (upload_max_filesize)"),
        coerce=int,
        choices=[(mb, f"{mb} MB") for mb in UPLOAD_MB],
    )
    timezone = forms.ChoiceField(label=_("Time zone (date.timezone)"), choices=[(name, name) for name in TIMEZONES])
    shows_errors = forms.BooleanField(
        label=_("Show PHP errors in the page (display_errors)"),
        required=False,
        help_text=_("Visitors see them, too. Switch it on only while you look for a fault."),
    )
