"""Looking into the audit log."""

from datetime import timedelta

from django.utils import timezone

from fumibako.groundwork.audit.models import Entry


def was_just_done(action: str, subject: str, *, customer_number: str, within: timedelta) -> bool:
    """Whether that was done for that customer a moment ago: the same form sent twice."""
    done = Entry.objects.filter(action=action, subject=subject, customer_number=customer_number)
    return done.filter(at__gte=timezone.now() - within).exists()
