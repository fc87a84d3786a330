"""What gunicorn serves."""

import os
from importlib import import_module

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from fumibako.project.catalogues import join


class Request(WSGIRequest):
    """What is read is UTF-8. Django would read the address with whatever codec of Python's the Content-Type names,
    "base64" too, before there is anybody who could answer that it makes no sense."""

    @property
    def encoding(self) -> str:
        return "utf-8"

    @encoding.setter
    def encoding(self, named: str) -> None:
        pass


class Handler(WSGIHandler):
    request_class = Request


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fumibako.project.settings")
django.setup(set_prefix=False)
# What a first request would wait for, a second of work: all pages, and the texts of all languages.
import_module(settings.ROOT_URLCONF)
join(language for language, _name in settings.LANGUAGES)
application = Handler()
