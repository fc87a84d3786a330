"""IMAP as the webmail needs it. The only place that knows its commands and answers."""

from fumibako.chapters.webmail.imap.session import Away, Full, Gone, Session
from fumibako.chapters.webmail.imap.values import PAGE, USUAL, Folder, Listing, Row

__all__ = ["PAGE", "USUAL", "Away", "Folder", "Full", "Gone", "Listing", "Row", "Session"]
