from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "fumibako.chapters.mail"
    default_auto_field = "django.db.models.BigAutoField"
