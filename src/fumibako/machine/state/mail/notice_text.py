"""Wordings of the notices that we send."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """The operator's or the domain's wording of a notice; placeholders in braces, checked when saved.

    language: stands for the product's text in that language; "": for the whole mail, whatever its reader reads.
    """

    subject: str
    body: str
    language: str = ""
