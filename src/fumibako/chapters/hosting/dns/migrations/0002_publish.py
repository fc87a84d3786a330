"""Domains that were there before have zones, too."""

from django.db import migrations
from django.utils import timezone


def publish_zones(apps, schema_editor):
    names = apps.get_model("tenancy", "Domain").objects.values_list("name", flat=True)
    publication = apps.get_model("publish", "Publication")
    rows = [publication(aspect="zone", key=name, wanted=1, requested_at=timezone.now()) for name in names]
    publication.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("dns", "0001_initial"), ("publish", "0001_initial")]
    operations = [migrations.RunPython(publish_zones, migrations.RunPython.noop)]
