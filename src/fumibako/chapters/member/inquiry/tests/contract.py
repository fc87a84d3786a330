from fumibako.chapters.member.inquiry import services
from fumibako.chapters.member.inquiry.models import Inquiry
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office

WRITTEN = {"category": "mail", "text": "メールが届きません。", "reply_address": "hanako@out.example"}


def _inquiry(office: Office) -> Inquiry:
    return Inquiry.objects.first() or services.send_inquiry(
        remote="203.0.113.9", language="ja", customer=office.made.customer, **WRITTEN
    )


CONTRACT = Contract(
    uses={
        services.answer_inquiry: lambda o: services.answer_inquiry(
            actor=PERSON, inquiry=_inquiry(o), text="お調べします。"
        ),
        services.close_inquiry: lambda o: services.close_inquiry(actor=PERSON, inquiry=_inquiry(o)),
    },
    values=lambda office: {"inquiry": str(_inquiry(office).pk)},
    nobodys={"inquiry": "999999"},
    posted_only=("console:close_inquiry",),
    answers=(
        Answer("/inquiry/", {"customer_number": "12345", "text": "", "reply_address": "nowhere"}, 422),
        Answer("/user/inquiry/", {"text": "", "reply_address": "nowhere"}, 422),
    ),
)
