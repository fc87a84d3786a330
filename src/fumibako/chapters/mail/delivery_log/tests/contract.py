from django.utils import timezone

from fumibako.chapters.mail.delivery_log.models import Delivery, Mail
from tests.contracts.declared import Contract
from tests.contracts.people import Office


def _received(office: Office) -> str:
    """A mail that the user received from the administrator."""
    address = office.user.mailbox.address
    now = timezone.now()
    came = {"received_at": now, "door": "reinject", "account": office.made.administrator.mailbox.address}
    mail, _ = Mail.objects.get_or_create(message_id=f"<of@{address}>", defaults=came)
    delivery, _ = Delivery.objects.get_or_create(
        mail=mail,
        recipient=address,
        defaults={
            "mailbox": address,
            "domain": office.made.domain.name,
            "addressed_to": address,
            "state": Delivery.State.SENT,
            "at": now,
        },
    )
    return str(delivery.pk)


CONTRACT = Contract(
    values=lambda office: {"delivery_id": _received(office)},
    nobodys={"delivery_id": "0"},
    looks=tuple(f"{face}delivery-log/?address=nobody@nobodys.example" for face in ("/user/", "/admin/", "/console/")),
)
