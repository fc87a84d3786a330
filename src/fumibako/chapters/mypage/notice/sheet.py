"""The notice as PDF. It is in Japanese and in English as pages are, and made anew each time: an initial password is on
it only until it is changed."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from fumibako.chapters.mypage.contracts.facts import facts_of
from fumibako.groundwork.brand.queries import branding
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.pdf import PdfFailed, pdf_of

_STYLE = Path(__file__).with_name("sheet.css")


def notice_of(customer: Customer) -> bytes:
    """Raises PdfFailed."""
    context = {
        "facts": facts_of(customer),
        "today": timezone.localdate(),
        "language": get_language(),
        "brand": branding(),
    }
    return pdf_of(render_to_string("notice/notice.html", context), css=_STYLE.read_text())


def notice_answer(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Shown by the browser, with a name under which it is saved."""
    try:
        made = notice_of(customer)
    except PdfFailed:
        return render(request, "notice/later.html", status=503)
    disposition = f'inline; filename="notice-{customer.number}.pdf"'
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition})
