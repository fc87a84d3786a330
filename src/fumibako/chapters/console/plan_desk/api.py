"""Plans for programs."""

from dataclasses import asdict
from typing import Any

from fumibako.chapters.console.plan_desk import services
from fumibako.chapters.contract.plans.models import Plan
from fumibako.chapters.contract.plans.queries import plans
from fumibako.chapters.contract.plans.rules import check_plan
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Values


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [_facts(plan) for plan in plans()]


def change(actor: Actor, values: Values, plan: str) -> dict[str, Any]:
    """Limits that are not given stay."""
    given = {field: values.number_or_none(field) for field in services.LIMITS}
    values.end()
    found = check_plan(plan)
    limits = {field: limit for field, limit in given.items() if limit is not None}
    services.change_plan(actor=actor, plan=found, wanted=services.Wanted(**(asdict(_wanted(found)) | limits)))
    return _facts(found)


def _wanted(plan: Plan) -> services.Wanted:
    return services.Wanted(**{name: getattr(plan, name) for name in services.Wanted.__dataclass_fields__})


def _facts(plan: Plan) -> dict[str, Any]:
    return {"code": plan.code, **asdict(_wanted(plan))}
