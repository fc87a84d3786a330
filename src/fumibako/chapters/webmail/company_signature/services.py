"""Setting a company's signature (B13)."""

from django.db import transaction

from fumibako.chapters.webmail.company_signature.models import CompanySignature
from fumibako.chapters.webmail.company_signature.rules import check_signature
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer


def set_company_signature(*, actor: Actor, customer: Customer, text: str) -> None:
    """For mails that are begun from now on; "" takes it away. Raises BadCompanySignature."""
    text = check_signature(text)
    with transaction.atomic():
        if text:
            CompanySignature.objects.update_or_create(customer=customer, defaults={"text": text})
        else:
            CompanySignature.objects.filter(customer=customer).delete()
        record(actor, "company_signature.set", customer.number, customer_number=customer.number, is_on=bool(text))
