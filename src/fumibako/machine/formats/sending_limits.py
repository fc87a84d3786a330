"""limits.json: what guardd must know of a domain, so that it counts while the database and the web are away."""

import json
from typing import Any

from fumibako.machine.state import Limit, SendingLimits


class BadLimits(ValueError):
    """The file is not one that `write_limits` wrote."""


def write_limits(limits: SendingLimits) -> bytes:
    """Same limits, same bytes."""
    written = {"common": _written(limits.common), "accounts": {who: _written(limit) for who, limit in limits.accounts}}
    return (json.dumps(written, indent=1, sort_keys=True) + "\n").encode()


def read_limits(content: bytes) -> SendingLimits:
    """Raises BadLimits."""
    try:
        raw: dict[str, Any] = json.loads(content)
        accounts = tuple((who, _read(limit)) for who, limit in sorted(raw["accounts"].items()))
        return SendingLimits(common=_read(raw["common"]), accounts=accounts)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadLimits(str(error)) from error


def _written(limit: Limit) -> dict[str, int]:
    return {"per_hour": limit.per_hour, "per_day": limit.per_day}


def _read(raw: dict[str, Any]) -> Limit:
    return Limit(per_hour=int(raw["per_hour"]), per_day=int(raw["per_day"]))
