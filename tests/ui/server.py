"""The portal as gunicorn serves it, with its collected static files: the web alone, without the mail daemons."""

from whitenoise import WhiteNoise

from fumibako.project.settings import STATIC_ROOT
from fumibako.project.wsgi import application as portal

application = WhiteNoise(portal, root=STATIC_ROOT, prefix="static/", immutable_file_test=lambda *_: True)
