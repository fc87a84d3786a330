"""Every address of the API: method, path, function. An explicit list."""

from django.urls import path

from fumibako.api.routing import resource
from fumibako.chapters.console.customers import api as customers
from fumibako.chapters.console.held import api as held
from fumibako.chapters.identity import api as operators
from fumibako.chapters.mail.accounts import api as accounts

urlpatterns = [
    path("customers", resource(GET=customers.listed, POST=customers.add)),
    path("customers/<str:name>/suspend", resource(POST=customers.suspend)),
    path("customers/<str:name>/resume", resource(POST=customers.resume)),
    path("operators", resource(GET=operators.listed, POST=operators.add)),
    path("operators/<str:login>/password", resource(POST=operators.set_password)),
    path("operators/<str:login>/suspend", resource(POST=operators.suspend)),
    path("operators/<str:login>/resume", resource(POST=operators.resume)),
    path("mail/held", resource(GET=held.listed)),
    path("mail/held/<str:queue_id>/release", resource(POST=held.release)),
    path("accounts", resource(GET=accounts.listed, POST=accounts.add)),
    path("accounts/<str:address>", resource(DELETE=accounts.delete)),
    path("accounts/<str:address>/password", resource(POST=accounts.set_password)),
    path("accounts/<str:address>/suspend", resource(POST=accounts.suspend)),
    path("accounts/<str:address>/resume", resource(POST=accounts.resume)),
]
