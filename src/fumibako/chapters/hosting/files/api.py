"""Files of websites for programs, which upload them in parts. Each function raises what its service raises."""

import binascii
from base64 import b64decode
from typing import Annotated

from pydantic import AfterValidator, Field

from fumibako.chapters.hosting.files import queries, services
from fumibako.chapters.hosting.files.forms import MAX_PATH, MAX_SIZE, MAX_STAMP
from fumibako.chapters.hosting.sites.programs import site_of
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text
from fumibako.machine.daemons.sites.control import Parted, Progress


def _base64(text: str) -> str:
    try:
        b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("no Base64") from None
    return text


class UploadedFile(Given):
    """folder: of the site, htdocs/img. name: with the folders before it that are to be made. stamp: tells files of one
    size and place apart; the same one goes on where the last part ended, within a day."""

    folder: Annotated[Text, Field(max_length=MAX_PATH)]
    name: Annotated[Text, Field(max_length=MAX_PATH)]
    size: Annotated[int, Field(ge=0, le=MAX_SIZE)]
    stamp: Annotated[Text, Field(max_length=MAX_STAMP)] = ""
    replaces: bool = False

    def parted(self) -> Parted:
        return Parted(self.folder, self.name, self.size, self.stamp, self.replaces)


class UploadedPart(UploadedFile):
    """offset: where it begins. content: up to 1.5 MB, in Base64."""

    offset: Annotated[int, Field(ge=0, le=MAX_SIZE)]
    content: Annotated[Text, AfterValidator(_base64)]


class UploadFacts(Facts):
    """offset: where the next part begins. is_whole: the file is in its place."""

    offset: int
    is_whole: bool


class ForgottenUpload(Facts):
    name: str


def begin(request: ProgramRequest, domain: Text, given: UploadedFile) -> UploadFacts:
    """How much of a file has come, and whether it will be taken."""
    return _facts(queries.progress_of(site_of(request, domain), given.parted()))


def add(request: ProgramRequest, domain: Text, given: UploadedPart) -> UploadFacts:
    """Send the next part; with the last one the file is there. Of a part with another offset nothing is taken."""
    site, pieces = site_of(request, domain), (b64decode(given.content),)
    actor, file = request.caller.actor, given.parted()
    return _facts(services.add_part(actor=actor, site=site, file=file, offset=given.offset, pieces=pieces))


def forget(request: ProgramRequest, domain: Text, given: UploadedFile) -> ForgottenUpload:
    """Delete what has come of a file."""
    services.forget_parts(site_of(request, domain), given.parted())
    return ForgottenUpload(name=given.name)


def _facts(progress: Progress) -> UploadFacts:
    return UploadFacts(offset=progress.offset, is_whole=progress.is_whole)
