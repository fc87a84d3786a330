from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "fumibako.groundwork.tenancy"
    default_auto_field = "django.db.models.BigAutoField"
