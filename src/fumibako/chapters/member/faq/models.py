"""Questions and their answers."""

from django.db import models

from fumibako.chapters.member.categories import Category
from fumibako.chapters.member.faces import in_language


class Question(models.Model):
    """position: order within its category. question_en, answer_en: for English pages; empty: the same as in
    Japanese."""

    category = models.CharField(max_length=20, choices=Category.choices)
    question = models.CharField(max_length=200)
    answer = models.TextField()
    question_en = models.CharField(max_length=200, blank=True)
    answer_en = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=50)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.question

    @property
    def headline(self) -> str:
        return in_language(self.question, self.question_en)

    @property
    def body(self) -> str:
        return in_language(self.answer, self.answer_en)
