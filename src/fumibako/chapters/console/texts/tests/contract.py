from tests.contracts.declared import Answer, Contract

CONTRACT = Contract(
    values=lambda office: {"notice_key": "password_reset", "notice": "password_reset", "language": "ja"},
    nobodys={"notice_key": "nothing", "notice": "nothing", "language": "xx"},
    everybodys=frozenset({"notice_key", "notice", "language"}),
    answers=(
        Answer("/console/texts/password_reset/ja/", {"subject": "", "body": "{{nobody}}"}, 422),
        Answer("/console/texts/password_reset/en/", {"subject": "Reset", "body": "{{link}}"}, 200),
    ),
)
