"""A3: its pages are declared by each kind of login (mail/member_two_step, contract/owner_two_step,
console/operator_two_step)."""

from fumibako.groundwork.features import Feature

FEATURE = Feature(id="A3")
