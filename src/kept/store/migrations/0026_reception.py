"""The front desk: tickets, the rota of the desk, and the tablets that open without signing in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking.
MAY = {
    "ticket": "INSERT",
    "turn": "INSERT, UPDATE (badge_at, ended_at)",
    "tablet": "INSERT, UPDATE (ended_at)",
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

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = """
ALTER TABLE store_ticket ADD CONSTRAINT ticket_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER ticket_added AFTER INSERT ON store_ticket REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


def _of(model, field="association", to="store.association", **more):
    return migrations.AddField(
        model_name=model,
        name=field,
        field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more),
    )


def _on_thread(field, to):
    return migrations.AddField(
        model_name="ticket",
        name=field,
        field=models.ForeignKey(
            db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=to
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0025_surveys")]
    operations = [
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office", models.SlugField(blank=True, db_index=False, default="", max_length=60)),
                ("day", models.DateField()),
                ("number", models.IntegerField()),
                ("appointment", models.CharField(blank=True, default="", max_length=9)),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office", models.SlugField(blank=True, db_index=False, default="", max_length=60)),
                ("part", models.SlugField(db_index=False, max_length=20)),
                ("team", models.SlugField(blank=True, db_index=False, default="", max_length=60)),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                ("badge_at", models.DateTimeField(blank=True, null=True)),
                ("told_by", models.TextField()),
                ("told_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Tablet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("office", models.SlugField(blank=True, db_index=False, default="", max_length=60)),
                ("purpose", models.SlugField(db_index=False, max_length=20)),
                ("digest", models.CharField(max_length=64)),
                ("made_by", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        _on_thread("association", "store.association"),
        _on_thread("thread", "store.thread"),
        _of("turn"),
        _of("turn", "account", settings.AUTH_USER_MODEL),
        _of("turn", "cover", settings.AUTH_USER_MODEL, blank=True, null=True),
        _of("tablet"),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("association", "office", "day", "number"), name="ticket_number"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("association", "thread"), name="ticket_once"),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_at__gt", models.F("from_at"))), name="turn_moments_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("part", "break"), _negated=True), ("cover__isnull", False), _connector="OR"),
                name="turn_break_is_covered",
            ),
        ),
        migrations.AddIndex(
            model_name="turn",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["association", "to_at", "id"], name="turn_until"
            ),
        ),
        migrations.AddConstraint(
            model_name="tablet",
            constraint=models.UniqueConstraint(fields=("association", "digest"), name="tablet_digest"),
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]
