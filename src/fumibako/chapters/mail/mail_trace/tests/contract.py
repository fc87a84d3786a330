from tests.contracts.declared import Answer, Contract

MAIL = "From: {new}@elsewhere.example\nSubject: 請求書\n\nHello\n"

CONTRACT = Contract(
    answers=(
        Answer("/admin/common-filter/mail/", {"text": "Hello"}, 422),
        Answer("/user/spam-filter/mail/", {"text": "Hello"}, 422),
        Answer("/user/spam-filter/mail/", {"text": MAIL}, 200),
    ),
)
