"""Wordings of the notices that we send."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """The operator's or the domain's wording of a notice; placeholders in braces, checked when saved."""

    subject: str
    body: str
