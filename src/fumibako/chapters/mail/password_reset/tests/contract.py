from tests.contracts.declared import Answer, Contract

CONTRACT = Contract(
    values=lambda office: {"token": "ended"},
    nobodys={"token": "nobodys"},
    answers=(Answer("/reset/", {"address": "nowhere"}, 422), Answer("/reset/", {"address": "x@b.example"}, 200)),
)
