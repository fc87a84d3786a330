"""The file manager: looking, searching, uploading, downloading, editing (D1)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.files import errors, queries, services
from fumibako.chapters.hosting.files.addresses import Chosen, address, chosen, item_address, list_address
from fumibako.chapters.hosting.files.forms import EditText, Upload
from fumibako.chapters.hosting.files.rules import MAX_UPLOAD_BYTES
from fumibako.chapters.hosting.files.texts import Text
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.chapters.hosting.sites.queries import web_bytes
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.sites.control import Item, in_words
from fumibako.machine.formats.numbers import number_of

show = require_http_methods(["GET", "POST"])
PER_PAGE = 200
MAX_WORDS = 100
NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    item: Item
    url: str

    @property
    def name(self) -> str:
        return in_words(self.item.name)

    @property
    def folder(self) -> str:
        return in_words(self.item.folder)

    @property
    def modified(self) -> datetime:
        return datetime.fromtimestamp(self.item.modified, UTC)

    @property
    def mode(self) -> str:
        return f"{self.item.mode:03o}"


@require_GET
def files(request: HostingRequest) -> HttpResponse:
    here, words = chosen(request), request.GET.get("search", "").strip()[:MAX_WORDS]
    start = _start(request)
    rows: list[Row] = []
    total, is_cut, refusal = 0, False, ""
    try:
        if words:
            items, is_cut = queries.found(own_site(request), here.folder, words)
            rows = [Row(item, item_address(item.folder, item)) for item in items]
        else:
            shown = queries.listing(own_site(request), here.folder, start)
            rows = [Row(item, item_address(here.folder, item)) for item in shown.items]
            total = shown.total
    except (errors.NotThere, errors.BadName) as error:
        raise Http404 from error
    except Refused as error:
        refusal = str(error)
    context = {
        **_where(here),
        "form": Upload(),
        "rows": rows,
        "words": words,
        "is_cut": is_cut,
        "refusal": refusal,
        "is_top": not here.folder,
        "most": MAX_UPLOAD_BYTES,
        "web_bytes": web_bytes(request.customer),
        "contract": contract_of(request.customer),
        "total": total,
        "before": address("files", here.folder, start=max(0, start - PER_PAGE)) if start else "",
        "after": address("files", here.folder, start=start + PER_PAGE) if start + PER_PAGE < total else "",
    }
    return render(request, "files/list.html", context)


@require_GET
def file(request: HostingRequest) -> HttpResponse:
    here = _one(request)
    if here is None:
        return _away(request, chosen(request), errors.NothingChosen())
    try:
        row = Row(queries.item(own_site(request), here.folder, here.names[0]), "")
    except errors.FilesAway as refusal:
        return _away(request, here, refusal)
    except Refused as error:
        raise Http404 from error
    pages = ("download_file", "edit_file", "rename_file", "move_files", "copy_files", "file_mode", "delete_files")
    context = {
        **_where(here),
        "row": row,
        "urls": {page: address(page, here.folder, here.names) for page in (*pages, "unpack_file")},
        "is_archive": row.name.lower().endswith(".zip"),
    }
    return render(request, "files/file.html", context)


@show
def upload(request: HostingRequest) -> HttpResponse:
    """paths: of each file that was chosen with its folder."""
    here, form = chosen(request), Upload(request.POST if request.method == "POST" else None)
    if "too_large" in request.GET:
        messages.error(request, _("These files are too large for one upload. Upload fewer at once, or use FTP."))
        return redirect(address("upload_files", here.folder))
    refusals: list[str] = []
    if request.method == "POST" and form.is_valid():
        given, paths = request.FILES.getlist("files"), request.POST.getlist("paths")
        names = paths if len(paths) == len(given) else [str(each.name) for each in given]
        uploads = [
            services.Upload(name, each.size or 0, each.chunks()) for name, each in zip(names, given, strict=True)
        ]
        try:
            done = services.upload(
                actor=request.actor,
                site=own_site(request),
                folder=here.folder,
                files=uploads,
                replaces=form.cleaned_data["replaces"],
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            if done.number:
                messages.success(request, uploaded(done.number))
            if not done.refused:
                return redirect(list_address(here.folder))
            refusals = [f"{name}: {refusal}" for name, refusal in done.refused]
    context = {**_where(here), "form": form, "refusals": refusals, "most": MAX_UPLOAD_BYTES}
    return render(request, "files/upload.html", context, status=422 if form.errors or refusals else 200)


@require_GET
def download(request: HostingRequest) -> HttpResponseBase:
    """One file as it is, several or folders as a ZIP file."""
    here, site = chosen(request), own_site(request)
    if not here.names:
        return _away(request, here, errors.NothingChosen())
    headers: dict[str, str] = {}
    name = here.shown_names[0]
    try:
        is_file = len(here.names) == 1 and queries.item(site, here.folder, here.names[0]).kind == "file"
        if is_file:
            sent = queries.content(site, here.folder, here.names[0])
            headers |= {"Content-Length": str(sent.size), "ETag": sent.mark}
            stream = sent.stream
        else:
            stream = queries.archive(site, here.folder, here.names)
            name = f"{name if len(here.names) == 1 else here.shown_folder.rpartition('/')[2] or site.domain.name}.zip"
    except errors.FilesAway as refusal:
        return _away(request, here, refusal)
    except Refused as error:
        raise Http404 from error
    headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return StreamingHttpResponse(stream, content_type="application/octet-stream", headers=headers)


@show
def edit(request: HostingRequest) -> HttpResponse:
    here, site = _one(request), own_site(request)
    if here is None:
        return _away(request, chosen(request), errors.NothingChosen())
    form = EditText(request.POST or None)
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            text = Text(given["text"], given["charset"], NEWLINES.get(given["newline"], "\n"))
            try:
                services.save_text(
                    actor=request.actor,
                    site=site,
                    folder=here.folder,
                    name=here.names[0],
                    text=text,
                    digest=given["digest"],
                )
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("The file has been saved."))
                return redirect(request.get_full_path())
    else:
        try:
            read = queries.text_of(site, here.folder, here.names[0], request.GET.get("charset", ""))
        except (errors.NotThere, errors.BadName) as error:
            raise Http404 from error
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(address("file", here.folder, here.names))
        newline = next(key for key, ends in NEWLINES.items() if ends == read.text.newline)
        first = {"text": read.text.text, "charset": read.text.charset, "newline": newline, "digest": read.digest}
        form = EditText(initial=first)
    return render(request, "files/edit.html", {**_where(here), "form": form}, status=422 if form.errors else 200)


def uploaded(number: int) -> str:
    words = ngettext("%(number)s file has been uploaded.", "%(number)s files have been uploaded.", number)
    return words % {"number": number}


def _where(here: Chosen) -> dict[str, object]:
    return {
        "here": here,
        "shown": here.shown_names[0] if here.names else "",
        "url": address("file", here.folder, here.names[:1]),
    }


def _one(request: HostingRequest) -> Chosen | None:
    """With the one name that is meant; None: with none, or with more."""
    here = chosen(request)
    return here if len(here.names) == 1 and here.names[0] else None


def _away(request: HostingRequest, here: Chosen, refusal: Refused) -> HttpResponse:
    messages.error(request, str(refusal))
    return redirect(here.back)


def _start(request: HostingRequest) -> int:
    return number_of(request.GET.get("start"))
