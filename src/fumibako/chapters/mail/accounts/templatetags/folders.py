from django import template

from fumibako.chapters.mail.accounts.folders import label_of

register = template.Library()
register.filter("folder_label", label_of)
