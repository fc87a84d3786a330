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
    path("operators", resource(POST=operators.add)),
    path("mail/held", resource(GET=held.listed)),
    path("mail/held/<str:queue_id>/release", resource(POST=held.release)),
    path("accounts", resource(GET=accounts.listed, POST=accounts.add)),
    path("accounts/<str:address>", resource(DELETE=accounts.delete)),
    path("accounts/<str:address>/password", resource(POST=accounts.set_password)),
    path("accounts/<str:address>/suspend", resource(POST=accounts.suspend)),
    path("accounts/<str:address>/resume", resource(POST=accounts.resume)),
]
