"""Who looked at which contact or file on which day."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POLICIES = """
ALTER TABLE store_look ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_look TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE (times, last_at), DELETE ON store_look TO kept_app;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0033_contractors")]
    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.SlugField(db_index=False, max_length=40)),
                ("ref", models.CharField(max_length=40)),
                ("day", models.DateField()),
                ("times", models.IntegerField(default=1)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "association",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.association",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="look",
            constraint=models.UniqueConstraint(
                fields=("association", "what", "ref", "day", "account"), name="look_of_a_day"
            ),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
