from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.files import api, changing, parts, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

_AT = "web/files/"

FEATURE = Feature(
    id="D1",
    pages=(
        Page(
            *(Face.ADMIN, _AT, views.files, "files"),
            Entry(
                _("File manager"),
                Area.WEB,
                "folder",
                _("Upload, edit and arrange the files of your website"),
                _("upload download htdocs zip permissions chmod folder html edit"),
                position=15,
                is_frequent=True,
            ),
        ),
        Page(Face.ADMIN, f"{_AT}file/", views.file, "file"),
        Page(Face.ADMIN, f"{_AT}upload/", views.upload, "upload_files"),
        Page(Face.ADMIN, f"{_AT}part/", parts.part, "upload_part"),
        Page(Face.ADMIN, f"{_AT}download/", views.download, "download_file"),
        Page(Face.ADMIN, f"{_AT}edit/", views.edit, "edit_file"),
        Page(Face.ADMIN, f"{_AT}new-folder/", changing.make_folder, "make_folder"),
        Page(Face.ADMIN, f"{_AT}new-file/", changing.make_file, "make_file"),
        Page(Face.ADMIN, f"{_AT}rename/", changing.rename, "rename_file"),
        Page(Face.ADMIN, f"{_AT}move/", changing.move, "move_files"),
        Page(Face.ADMIN, f"{_AT}copy/", changing.copy, "copy_files"),
        Page(Face.ADMIN, f"{_AT}permissions/", changing.set_mode, "file_mode"),
        Page(Face.ADMIN, f"{_AT}pack/", changing.pack, "pack_files"),
        Page(Face.ADMIN, f"{_AT}unpack/", changing.unpack, "unpack_file"),
        Page(Face.ADMIN, f"{_AT}delete/", changing.delete, "delete_files"),
    ),
    resources=(
        Resource("files/{domain}/uploads", {"POST": api.begin}),
        Resource("files/{domain}/uploads/part", {"POST": api.add}),
        Resource("files/{domain}/uploads/forget", {"POST": api.forget}),
    ),
    duty=Duty.WEB,
)
