"""Building work and changes of service: which homes they touch, and what those have been told."""

import django.db.models.deletion
from django.db import migrations, models

MAY = {
    "scheme": "INSERT, UPDATE (what, dates, begins_on, settled_on, finished_on, notice_on, notice, finishes,"
    " exhibitions, every_weeks, thread_id)",
    "schemehome": "INSERT, UPDATE (effect, asked_on, asked_how, answer, finish, heard_on, heard_how)",
}
POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, {may} ON store_{table} TO kept_app;
"""
    for table, may in MAY.items()
)


def _to(model, *, null=False):
    return models.ForeignKey(
        blank=null,
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=f"store.{model}",
    )


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("store", "0034_looks")]
    operations = [
        migrations.CreateModel(
            name="Scheme",
            fields=[
                ("id", _id()),
                ("sort", models.SlugField(db_index=False, max_length=20)),
                ("title", models.TextField()),
                ("what", models.TextField(blank=True, default="")),
                ("dates", models.TextField(blank=True, default="")),
                ("begins_on", models.DateField(blank=True, null=True)),
                ("settled_on", models.DateField(blank=True, null=True)),
                ("finished_on", models.DateField(blank=True, null=True)),
                ("notice_on", models.DateField(blank=True, null=True)),
                ("notice", models.TextField(blank=True, default="")),
                ("finishes", models.JSONField(default=list)),
                ("exhibitions", models.JSONField(default=list)),
                ("every_weeks", models.SmallIntegerField(default=4)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.TextField()),
                ("association", _to("association")),
                ("thread", _to("thread", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SchemeHome",
            fields=[
                ("id", _id()),
                ("effect", models.TextField(blank=True, default="")),
                ("asked_on", models.DateField(blank=True, null=True)),
                ("asked_how", models.SlugField(blank=True, db_index=False, default="", max_length=20)),
                ("answer", models.TextField(blank=True, default="")),
                ("finish", models.TextField(blank=True, default="")),
                ("heard_on", models.DateField(blank=True, null=True)),
                ("heard_how", models.SlugField(blank=True, db_index=False, default="", max_length=20)),
                ("association", _to("association")),
                ("home", _to("home")),
                ("scheme", _to("scheme")),
            ],
        ),
        migrations.AddConstraint(
            model_name="scheme",
            constraint=models.UniqueConstraint(fields=("association", "title"), name="scheme_once"),
        ),
        migrations.AddConstraint(
            model_name="schemehome",
            constraint=models.UniqueConstraint(fields=("association", "scheme", "home"), name="scheme_home_once"),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
