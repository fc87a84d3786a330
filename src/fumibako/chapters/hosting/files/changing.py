"""The pages that ask before something is done with files: all of one shape (D1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from fumibako.chapters.hosting.files import errors, forms, queries, services
from fumibako.chapters.hosting.files.addresses import Chosen, chosen
from fumibako.chapters.hosting.requests import HostingRequest, own_site
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.daemons.sites.control import in_words

show = require_http_methods(["GET", "POST"])
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """title, button: what is asked, and the answer. warning: what will happen. done: what the page says then."""

    title: str
    button: str
    done: str
    warning: str = ""
    is_danger: bool = False


@show
def make_folder(request: HostingRequest) -> HttpResponse:
    question = Question(_("New folder"), pgettext("button", "Create folder"), _("The folder has been created."))
    return _asked(request, question, forms.Name(request.POST or None), services.make_folder, needs_names=False)


@show
def make_file(request: HostingRequest) -> HttpResponse:
    question = Question(_("New file"), pgettext("button", "Create file"), _("The file has been created."))
    return _asked(request, question, forms.Name(request.POST or None), services.make_file, needs_names=False)


@show
def rename(request: HostingRequest) -> HttpResponse:
    question = Question(_("Rename"), pgettext("button", "Rename"), _("The item has been renamed."))
    name = _first(request)
    form = forms.Rename(request.POST or None, initial={"name": in_words(name)})
    return _asked(
        request, question, form, lambda *, name, names, **place: services.rename(name=names[0], new=name, **place)
    )


@show
def move(request: HostingRequest) -> HttpResponse:
    question = Question(_("Move"), pgettext("button", "Move"), _("The items have been moved."))
    return _with_folders(request, question, services.move)


@show
def copy(request: HostingRequest) -> HttpResponse:
    question = Question(_("Copy"), pgettext("button", "Copy"), _("The items have been copied."))
    return _with_folders(request, question, services.copy)


@show
def set_mode(request: HostingRequest) -> HttpResponse:
    question = Question(_("Permissions"), _("Save"), _("The permissions have been set."))
    return _asked(request, question, forms.SetMode(request.POST or None), services.set_mode)


@show
def pack(request: HostingRequest) -> HttpResponse:
    question = Question(_("Compress to ZIP"), pgettext("button", "Compress"), _("The ZIP file has been created."))
    form = forms.Pack(request.POST or None, initial={"name": f"{in_words(_first(request))}.zip"})
    return _asked(request, question, form, lambda *, name, **place: services.pack(new=name, **place))


@show
def unpack(request: HostingRequest) -> HttpResponse:
    question = Question(_("Extract the ZIP file"), pgettext("button", "Extract"), _("The ZIP file has been extracted."))
    stem = in_words(_first(request)).rpartition(".")[0]
    form = forms.Unpack(request.POST or None, initial={"name": stem})
    return _asked(
        request, question, form, lambda *, name, names, **place: services.unpack(name=names[0], into=name, **place)
    )


@show
def delete(request: HostingRequest) -> HttpResponse:
    question = Question(
        _("Delete the selected items?"),
        pgettext("button", "Delete"),
        _("The items have been deleted."),
        _("The items are deleted immediately, folders with everything in them. This cannot be undone."),
        is_danger=True,
    )
    return _asked(request, question, Form(request.POST or None), services.delete)


def _with_folders(request: HostingRequest, question: Question, do: Callable[..., Any]) -> HttpResponse:
    """With a choice of all folders."""
    here = chosen(request)
    try:
        folders = queries.folders(own_site(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(here.back)
    form = forms.Into(request.POST or None, folders=folders, initial={"into": here.folder})
    return _asked(request, question, form, do)


def _asked(
    request: HostingRequest, question: Question, form: Form, do: Callable[..., Any], *, needs_names: bool = True
) -> HttpResponse:
    """GET asks; POST does it, with what the form gives and the names that were chosen."""
    here = chosen(request)
    if needs_names and not here.names:
        messages.error(request, str(errors.NothingChosen()))
        return redirect(here.back)
    if request.method == "POST" and form.is_valid():
        place: dict[str, Any] = {"actor": request.actor, "site": own_site(request), "folder": here.folder}
        if needs_names:
            place["names"] = here.names
        try:
            do(**place, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, question.done)
            return redirect(here.back)
    context = {"here": here, "question": question, "form": form}
    return render(request, "files/question.html", context, status=422 if form.errors else 200)


def _first(request: HostingRequest) -> str:
    here: Chosen = chosen(request)
    return here.names[0] if here.names else ""
