from tests.contracts.declared import Contract

CONTRACT = Contract(
    values=lambda office: {"topic": "forwarding"},
    nobodys={"topic": "no-such-topic"},
    everybodys=frozenset({"topic"}),
    looks=("/admin/guide/?q=nothing-has-this", "/admin/guide/bulk/"),
)
