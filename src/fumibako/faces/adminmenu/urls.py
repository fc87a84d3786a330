"""Every page of the administrator menu. All of them stand behind one gate."""

from django.urls import path

from fumibako.chapters.mail.accounts import views as accounts
from fumibako.faces.adminmenu.gate import administrator
from fumibako.faces.adminmenu.views import menu

PAGES = (
    ("", menu, "menu"),
    ("accounts/", accounts.listed, "accounts"),
    ("accounts/add/", accounts.add, "add_account"),
    ("accounts/<str:address>/", accounts.change, "account"),
    ("accounts/<str:address>/suspend/", accounts.suspend, "suspend_account"),
    ("accounts/<str:address>/resume/", accounts.resume, "resume_account"),
    ("accounts/<str:address>/password/", accounts.set_password, "set_password"),
    ("accounts/<str:address>/sheet/", accounts.sheet, "account_sheet"),
    ("accounts/<str:address>/delete/", accounts.delete, "delete_account"),
)

app_name = "adminmenu"
urlpatterns = [path(route, administrator(view), name=name) for route, view, name in PAGES]
