import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("logins", "0004_last_logins"),
        ("two_step", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("credential", models.CharField(max_length=1400, unique=True)),
                ("public_key", models.BinaryField()),
                ("sign_count", models.BigIntegerField(default=0)),
                ("name", models.CharField(max_length=60)),
                ("added_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "login",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="passkeys", to="logins.login"
                    ),
                ),
            ],
        ),
        # Whoever stands between the two steps gives the password again: no passkey has a challenge to sign there.
        migrations.RunSQL("DELETE FROM two_step_step", migrations.RunSQL.noop),
        migrations.AddField(
            model_name="step",
            name="challenge",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
    ]
