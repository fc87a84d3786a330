from fumibako.chapters.console.plan_desk import services
from fumibako.chapters.contract.plans.rules import check_plan
from tests.contracts.declared import PERSON, Answer, Contract

WANTED = services.Wanted(
    name_ja="新プラン",
    name_en="New plan",
    accounts_max=5,
    mail_disk_bytes=1 << 30,
    mailbox_quota_bytes=1 << 30,
    web_disk_bytes=0,
    builder_disk_bytes=0,
    has_site_builder=False,
    has_printed_notice=False,
)

CONTRACT = Contract(
    uses={
        services.add_plan: lambda o: services.add_plan(actor=PERSON, code="new", wanted=WANTED),
        services.change_plan: lambda o: services.change_plan(actor=PERSON, plan=check_plan("compact"), wanted=WANTED),
        services.move_contract: lambda o: services.move_contract(
            actor=PERSON, customer=o.made.customer, plan_code="compact"
        ),
    },
    of_no_customer=frozenset({services.add_plan, services.change_plan}),
    values=lambda office: {"plan": "standard"},
    nobodys={"plan": "nothing"},
    answers=(
        Answer("/console/plans/add/", {"code": "", "accounts_max": "many"}, 422),
        Answer("/console/plans/compact/", {"accounts_max": "0"}, 422),
    ),
)
