from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.mail.mail_restore import services
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.jobs.models import Job
from fumibako.machine.daemons.dovecot.control import CopiedFolder, Mailboxes
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import Office


def _restore(office: Office) -> Job:
    today = timezone.localdate()
    with pytest.MonkeyPatch.context() as patch:
        days = {"suzuki": [today, today - timedelta(days=1)]}
        patch.setattr(Mailboxes, "copied_days", lambda self, domain: days)
        patch.setattr(Mailboxes, "copied_folders", lambda self, address, day: [CopiedFolder("INBOX", 3, 1)])
        return services.restore_mail(
            actor=PERSON,
            mailbox=office.user.mailbox,
            day=today,
            folders=None,
            owner=owners.login(office.user.mailbox.login_id),
            is_own=True,
        )


def _restore_chosen(office: Office) -> Job:
    today = timezone.localdate()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Mailboxes, "copied_days", lambda self, domain: {"suzuki": [today]})
        patch.setattr(Mailboxes, "copied_folders", lambda self, address, day: [CopiedFolder("INBOX", 3, 1)])
        return services.restore_chosen(
            actor=PERSON,
            mailbox=office.user.mailbox,
            day=today,
            folder="INBOX",
            uids=[1, 2],
            owner=owners.login(office.user.mailbox.login_id),
            is_own=True,
        )


CONTRACT = Contract(uses={services.restore_mail: _restore, services.restore_chosen: _restore_chosen})
