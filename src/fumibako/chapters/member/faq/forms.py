"""What is typed about a question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.categories import Category
from fumibako.chapters.member.faq import rules
from fumibako.chapters.member.texts import check_text, check_title
from fumibako.groundwork.ui.forms import Form, NumberField


class WriteQuestion(Form):
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    question = forms.CharField(label=_("Question"))
    answer = forms.CharField(label=_("The answer"), widget=forms.Textarea(attrs={"rows": 8}))
    question_en = forms.CharField(label=_("Question in English"), required=False)
    answer_en = forms.CharField(
        label=_("Answer in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Empty: English pages show the Japanese one."),
    )
    position = NumberField(label=_("Place in its category"), initial=50, help_text=_("Small numbers come first."))

    def clean(self) -> None:
        given = self.cleaned_data.get
        self.ask(lambda text: check_title("question", text), given("question"))
        self.ask(lambda text: check_text("answer", text), given("answer"))
        self.ask(lambda text: check_title("question_en", text, is_needed=False), given("question_en"))
        self.ask(lambda text: check_text("answer_en", text, is_needed=False), given("answer_en"))
        self.ask(rules.check_position, given("position"))
