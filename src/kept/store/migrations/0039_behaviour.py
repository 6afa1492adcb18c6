"""Incidents, what was decided after them, and who has read it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE ON store_{table} TO kept_app;
"""
    for table in ("restriction", "toread")
)


def _to(model: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more
    )


def _id() -> tuple[str, models.BigAutoField]:
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("store", "0038_lessons")]
    operations = [
        migrations.CreateModel(
            name="Restriction",
            fields=[
                _id(),
                ("event", models.CharField(max_length=200)),
                ("options", models.JSONField(default=list)),
                ("open_channel", models.SlugField(db_index=False, max_length=20)),
                ("contact", models.TextField(blank=True, default="")),
                ("starts_on", models.DateField()),
                ("review_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField()),
                ("decided_by", models.TextField()),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("waived_until", models.DateField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.TextField(blank=True, default="")),
                ("ended_why", models.SlugField(blank=True, db_index=False, default="", max_length=20)),
                ("association", _to("store.association")),
                ("person", _to("store.person")),
                ("thread", _to("store.thread")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("association", "event"), name="restriction_of_event"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("association", "thread"),
                        name="restriction_once",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["association", "person"],
                        name="restriction_of_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ToRead",
            fields=[
                _id(),
                ("what", models.SlugField(db_index=False, max_length=20)),
                ("asked_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                ("account", _to(settings.AUTH_USER_MODEL)),
                ("association", _to("store.association")),
                ("thread", _to("store.thread")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("association", "thread", "account", "what"), name="to_read_once"
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["association", "account"],
                        name="to_read_of",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="marker",
            name="restriction",
            field=_to("store.restriction", blank=True, null=True),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
