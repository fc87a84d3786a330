"""Looking at a company's signature."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.company_signature.models import CompanySignature
from fumibako.groundwork.tenancy.models import Customer


def company_signature(customer: Customer) -> str:
    """As it was written; "" for none."""
    found = CompanySignature.objects.filter(customer=customer).first()
    return found.text if found else ""


def filled_for(mailbox: Mailbox) -> str:
    """As it stands in a mail from this account; "" for none."""
    text = company_signature(mailbox.domain.customer)
    name = mailbox.display_name or mailbox.local_part
    return text.replace("{address}", mailbox.address).replace("{name}", name)
