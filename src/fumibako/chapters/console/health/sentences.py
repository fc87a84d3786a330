"""What the console says of a service: its work, what people notice without it, and what its codes mean.

Each service and check has a file in services/. A code is what its health() gives beside its own words
(machine/provision/service.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

# Any: gettext_lazy's strings have no public type.
COMMON: Mapping[str, Any] = {
    "tls": _("TLS connections fail. Check the certificate and the key."),
    "no-space": _("The disk is full: no mail is accepted."),
}


@dataclass(frozen=True)
class Sentences:
    name: str
    label: Any
    purpose: Any
    without: Any
    codes: Mapping[str, Any] = field(default_factory=dict)

    def of(self, code: str, values: Mapping[str, str | int]) -> str:
        """The sentence of a code; "" where there is none."""
        sentence = self.codes.get(code) or COMMON.get(code)
        return str(sentence) % values if sentence else ""
