"""IMAP as the webmail needs it. The only place that knows its commands and answers."""

from fumibako.chapters.webmail.imap.conversations import MAX_GROUPED
from fumibako.chapters.webmail.imap.search import EVERYTHING, Search
from fumibako.chapters.webmail.imap.session import Away, Full, Gone, NotAllowed, NotIndexed, Session
from fumibako.chapters.webmail.imap.values import PAGE, USUAL, Folder, Listing, Row, answered_by_flag, shared_of

__all__ = [
    "EVERYTHING",
    "MAX_GROUPED",
    "PAGE",
    "USUAL",
    "Away",
    "Folder",
    "Full",
    "Gone",
    "Listing",
    "NotAllowed",
    "NotIndexed",
    "Row",
    "Search",
    "Session",
    "answered_by_flag",
    "shared_of",
]
