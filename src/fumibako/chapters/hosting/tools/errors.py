"""What the rules of redirects refuse (D16)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadRedirectPath(Refused):
    code = "bad_redirect_path"
    message = _("Enter the path to redirect from, such as /old or /shop/sale.html, without percent or question marks.")
    field = "path"


class BadTarget(Refused):
    code = "bad_redirect_target"
    message = _("Enter an address such as https://www.example.com/new/, or a path of this website such as /new.")
    field = "target"


class LeadsBack(Refused):
    code = "redirect_leads_back"
    message = _("The target is below the address itself, so browsers would be redirected forever.")
    field = "target"


class LeadsInCircle(Refused):
    code = "redirect_leads_in_circle"
    message = _("Other redirects lead from the target back here, so browsers would be redirected forever.")
    field = "target"


class RedirectTaken(Refused):
    code = "redirect_taken"
    message = _("There is a redirect from %(path)s already. Delete it first.")
    field = "path"


class TooManyRedirects(Refused):
    code = "too_many_redirects"
    message = _("There are %(most)s redirects already. Delete one first.")
