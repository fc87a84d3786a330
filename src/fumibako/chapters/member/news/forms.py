"""What is typed about news."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.chapters.member.news import rules
from fumibako.chapters.member.news.models import News
from fumibako.chapters.member.texts import check_text, check_title
from fumibako.groundwork.ui.forms import Form


class MomentField(forms.DateTimeField):
    """A day and a time, by the browser's own calendar; typed as 2026/12/28 9:00 elsewhere."""

    def __init__(self, **options: object) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"]
        super().__init__(widget=widget, input_formats=formats, **options)  # type: ignore[arg-type] # label, help_text
        self.error_messages["invalid"] = _("Enter a day and a time such as 2026/12/28 9:00.")


class WriteNews(Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=News.Kind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"))
    text = forms.CharField(label=pgettext_lazy("news", "Text"), widget=forms.Textarea(attrs={"rows": 8}))
    title_en = forms.CharField(label=_("Title in English"), required=False)
    text_en = forms.CharField(
        label=_("Text in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Empty: English pages show the Japanese one."),
    )
    shown_from = MomentField(label=_("Shown from"))
    shown_until = MomentField(
        label=_("Shown on top of the menus until"),
        required=False,
        help_text=_("Empty: an incident stays on top until you end it; everything else stands in the list only."),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("kind", News.Kind.INFORMATION)
        self.initial.setdefault("shown_from", timezone.localtime().replace(second=0, microsecond=0))

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(lambda title: check_title("title", title), given("title"))
        self.ask(lambda text: check_text("text", text), given("text"))
        self.ask(lambda title: check_title("title_en", title, is_needed=False), given("title_en"))
        self.ask(lambda text: check_text("text_en", text, is_needed=False), given("text_en"))
        self.ask(rules.check_period, given("shown_from"), given("shown_until"))
