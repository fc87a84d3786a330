from django.apps import AppConfig


class BrandConfig(AppConfig):
    name = "fumibako.groundwork.brand"
    default_auto_field = "django.db.models.BigAutoField"
