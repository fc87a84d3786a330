"""What is typed about the text of a notice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.groundwork.notices.services import check_wording
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.notices.notice import Notice
from fumibako.machine.state import NoticeText


class WordNotice(Form):
    subject = forms.CharField(label=_("Subject"))
    body = forms.CharField(
        label=pgettext_lazy("of a mail", "Text"), widget=forms.Textarea(attrs={"rows": 16}), strip=False
    )

    def __init__(self, *args: Any, notice: type[Notice], language: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._notice, self._language = notice, language
        self.text: NoticeText | None = None

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.text = self.ask(check_wording, self._notice, given("subject"), given("body"), self._language)
