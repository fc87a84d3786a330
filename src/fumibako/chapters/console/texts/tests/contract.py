from tests.contracts.declared import Answer, Contract

CONTRACT = Contract(
    values=lambda office: {"notice_key": "password_reset", "language": "ja"},
    nobodys={"notice_key": "nothing", "language": "xx"},
    everybodys=frozenset({"notice_key", "language"}),
    answers=(
        Answer("/console/texts/password_reset/ja/", {"subject": "", "body": "{nobody}", "step": "save"}, 422),
        Answer("/console/texts/password_reset/en/", {"subject": "Reset", "body": "{link}", "step": "preview"}, 200),
    ),
)
