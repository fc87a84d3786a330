"""What is typed about subdomains (D10)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.environment.forms import SetPhp
from fumibako.chapters.hosting.subdomains.rules import check_folder, check_label
from fumibako.groundwork.ui.forms import Form, HalfWidthField

_FOLDER_HELP = _("As in your website's addresses, for example /shop. It is made if it is not there.")


class AddSubdomain(Form):
    label = HalfWidthField(label=_("Name"), help_text=_("The part before your domain, for example shop or test.shop."))
    folder = HalfWidthField(label=_("Folder"), help_text=_FOLDER_HELP)

    def __init__(self, *args: Any, domain: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain = domain

    def clean(self) -> None:
        self.ask(check_label, self._domain, self.cleaned_data.get("label"))
        self.ask(check_folder, self.cleaned_data.get("folder"))


class ChangeSubdomain(SetPhp):
    folder = HalfWidthField(label=_("Folder"), help_text=_FOLDER_HELP)
    field_order = ("folder",)

    def clean_folder(self) -> Any:
        return self.ask(check_folder, self.cleaned_data["folder"])
