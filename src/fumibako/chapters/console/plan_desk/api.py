"""Plans for programs."""

from dataclasses import asdict

from fumibako.chapters.console.plan_desk import services
from fumibako.chapters.contract.plans.models import Plan
from fumibako.chapters.contract.plans.queries import plans
from fumibako.chapters.contract.plans.rules import check_plan
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text


class PlanFacts(Facts):
    code: str
    name_ja: str
    name_en: str
    accounts_max: int
    mail_disk_bytes: int
    mailbox_quota_bytes: int
    web_disk_bytes: int
    builder_disk_bytes: int
    has_site_builder: bool
    has_printed_notice: bool


class PlanChange(Given):
    """What is left out stays as it is."""

    accounts_max: int | None = None
    mail_disk_bytes: int | None = None
    mailbox_quota_bytes: int | None = None
    web_disk_bytes: int | None = None
    builder_disk_bytes: int | None = None


def listed(request: ProgramRequest) -> list[PlanFacts]:
    """Every plan."""
    return [_facts(plan) for plan in plans()]


def change(request: ProgramRequest, plan: Text, given: PlanChange) -> PlanFacts:
    """Other limits for contracts made from now on."""
    found = check_plan(plan)
    wanted = services.Wanted(**(asdict(_wanted(found)) | given.model_dump(exclude_none=True)))
    services.change_plan(actor=request.caller.actor, plan=found, wanted=wanted)
    return _facts(found)


def _wanted(plan: Plan) -> services.Wanted:
    return services.Wanted(**{name: getattr(plan, name) for name in services.Wanted.__dataclass_fields__})


def _facts(plan: Plan) -> PlanFacts:
    return PlanFacts(code=plan.code, **asdict(_wanted(plan)))
