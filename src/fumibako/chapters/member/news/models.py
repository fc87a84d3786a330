"""News."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.faces import in_language


class News(models.Model):
    """shown_from: not seen before. shown_until: until then it stands on top of the menus; None: open end.

    title_en, text_en: for English pages; empty: the same as in Japanese.
    """

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Information")
        MAINTENANCE = "maintenance", _("Maintenance")
        INCIDENT = "incident", _("Incident")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField()
    title_en = models.CharField(max_length=200, blank=True)
    text_en = models.TextField(blank=True)
    shown_from = models.DateTimeField(db_index=True)
    shown_until = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-shown_from", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def headline(self) -> str:
        return in_language(self.title, self.title_en)

    @property
    def body(self) -> str:
        return in_language(self.text, self.text_en)

    @property
    def tone(self) -> str:
        """Its colour among the notices and chips."""
        return {News.Kind.INCIDENT: "danger", News.Kind.MAINTENANCE: "warn"}.get(News.Kind(self.kind), "plain")
