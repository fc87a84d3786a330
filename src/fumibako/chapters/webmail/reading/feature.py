from fumibako.chapters.webmail.reading import events, every, files, jobs, previews, senders, views
from fumibako.groundwork.features import Face, Feature, Page

FEATURE = Feature(
    id="C1",
    pages=(
        Page(Face.WEBMAIL, "", views.folder, "menu"),
        Page(Face.WEBMAIL, "rows/", views.rows, "rows"),
        Page(Face.WEBMAIL, "read/", views.mail, "mail"),
        Page(Face.WEBMAIL, "all/", every.every, "every"),
        Page(Face.WEBMAIL, "undo/", every.undo, "undo"),
        Page(Face.WEBMAIL, "list-habits/", views.habits, "reading_habits"),
        Page(Face.WEBMAIL, "state/", views.state, "state"),
        Page(Face.WEBMAIL, "events/", events.stream, "events"),
        Page(Face.WEBMAIL, "body/", views.body, "body"),
        Page(Face.WEBMAIL, "attachment/", views.attachment, "attachment"),
        Page(Face.WEBMAIL, "preview/", previews.preview, "preview"),
        Page(Face.WEBMAIL, "pages/", previews.pages, "pages"),
        Page(Face.WEBMAIL, "attachments/", files.attachments, "attachments"),
        Page(Face.WEBMAIL, "upload/", files.upload, "upload"),
        Page(Face.WEBMAIL, "sender/", senders.filter_sender, "filter_sender"),
        Page(Face.WEBMAIL, "file/", files.eml, "eml"),
        Page(Face.WEBMAIL, "source/", files.source, "source"),
    ),
    jobs=(jobs.change_many,),
    duty=None,
)
