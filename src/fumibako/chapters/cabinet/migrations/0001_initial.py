import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FileRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("note", models.CharField(max_length=200)),
                ("password_hash", models.CharField(blank=True, max_length=200)),
                ("max_bytes", models.PositiveBigIntegerField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cabinet_requests",
                        to="accounts.mailbox",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("password_hash", models.CharField(blank=True, max_length=200)),
                ("max_downloads", models.PositiveSmallIntegerField(default=0)),
                ("recipients", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cabinet_links", to="accounts.mailbox"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "happening",
                    models.CharField(
                        choices=[
                            ("downloaded", "Downloaded"),
                            ("sent", "File received"),
                            ("entered", "Password entered"),
                            ("wrong_password", "Wrong password"),
                            ("code_mailed", "Code mailed"),
                            ("proved", "Address confirmed"),
                            ("wrong_code", "Wrong code"),
                        ],
                        max_length=20,
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=255)),
                ("who", models.CharField(blank=True, max_length=320)),
                ("remote", models.CharField(blank=True, max_length=64)),
                ("browser", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cabinet_accesses",
                        to="accounts.mailbox",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="accesses",
                        to="cabinet.filerequest",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="accesses",
                        to="cabinet.link",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_open", models.BooleanField(default=True)),
                ("takes_files", models.BooleanField(default=True)),
                ("needs_password", models.BooleanField(default=False)),
                ("passes_unscanned", models.BooleanField(default=True)),
                ("max_days", models.PositiveSmallIntegerField(default=30)),
                ("max_file_bytes", models.PositiveBigIntegerField(default=5368709120)),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cabinet_policy",
                        to="tenancy.customer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mailbox",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cabinet_seat", to="accounts.mailbox"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=32, unique=True)),
                ("name", models.CharField(max_length=255)),
                ("size", models.PositiveBigIntegerField()),
                ("received", models.PositiveBigIntegerField(default=0)),
                ("stamp", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("coming", "Being uploaded"),
                            ("waiting", "Waiting for the virus check"),
                            ("clean", "Checked"),
                            ("unscanned", "Could not be checked completely"),
                            ("infected", "Virus found"),
                        ],
                        default="coming",
                        max_length=10,
                    ),
                ),
                ("virus", models.CharField(blank=True, max_length=200)),
                ("sender", models.CharField(blank=True, max_length=100)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("scan_failed_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cabinet_files", to="accounts.mailbox"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="files",
                        to="cabinet.filerequest",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("downloads", models.PositiveIntegerField(default=0)),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="linked", to="cabinet.link"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="linked", to="cabinet.storedfile"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="link",
            name="files",
            field=models.ManyToManyField(related_name="links", through="cabinet.LinkedFile", to="cabinet.storedfile"),
        ),
        migrations.AddIndex(
            model_name="storedfile",
            index=models.Index(fields=["mailbox", "stamp"], name="cabinet_file_stamp"),
        ),
        migrations.AddConstraint(
            model_name="linkedfile",
            constraint=models.UniqueConstraint(fields=("link", "file"), name="cabinet_file_once_a_link"),
        ),
    ]
