import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("sites", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FtpAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password_hash", models.CharField(blank=True, max_length=200)),
                ("networks", models.JSONField(default=list)),
                (
                    "site",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ftp_access", to="sites.site"
                    ),
                ),
            ],
        ),
    ]
