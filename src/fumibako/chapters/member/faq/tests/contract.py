from fumibako.chapters.member.faq import services
from fumibako.chapters.member.faq.models import Question
from tests.contracts.declared import PERSON, Answer, Contract

WRITTEN = {"category": "mail", "question": "メールが届きません。", "answer": "迷惑メールフォルダーをご確認ください。"}


def _question() -> Question:
    return Question.objects.first() or services.add_question(actor=PERSON, **WRITTEN)


CONTRACT = Contract(
    uses={
        services.add_question: lambda o: services.add_question(actor=PERSON, **WRITTEN),
        services.change_question: lambda o: services.change_question(actor=PERSON, row=_question(), **WRITTEN),
        services.delete_question: lambda o: services.delete_question(actor=PERSON, row=_question()),
    },
    of_no_customer=frozenset({services.add_question, services.change_question, services.delete_question}),
    values=lambda office: {"question": str(_question().pk)},
    nobodys={"question": "999999"},
    looks=("/user/faq/?q=パスワード", "/admin/faq/?q=nothing-has-this"),
    answers=(Answer("/console/faq/add/", {"question": "", "position": "first"}, 422),),
)
