"""How often somebody has asked what would become of a mail: the spam filter that judges it has real mail to judge."""

from django.db import models

from fumibako.chapters.mail.accounts.models import Mailbox


class Question(models.Model):
    """mailbox: whose page it was asked on. Rows of the last hour."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="trace_questions")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.mailbox} {self.at}"
