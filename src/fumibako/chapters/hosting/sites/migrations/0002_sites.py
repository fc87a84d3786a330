"""A site for each domain that was there before sites were."""

from django.db import migrations
from django.utils import timezone


def add_sites(apps, schema_editor):
    site, publication = apps.get_model("sites", "Site"), apps.get_model("publish", "Publication")
    for domain in apps.get_model("tenancy", "Domain").objects.filter(alias_of=None, site=None):
        site.objects.create(domain=domain)
        publication.objects.get_or_create(
            aspect="site", key=domain.name, defaults={"wanted": 1, "requested_at": timezone.now()}
        )


class Migration(migrations.Migration):
    dependencies = [("sites", "0001_initial"), ("publish", "0001_initial")]
    operations = [migrations.RunPython(add_sites, migrations.RunPython.noop)]
