"""The mail book, and valuables by receipt."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What the app may do with each table, besides looking. Nothing is taken out of either book.
MAY = {
    "mailitem": "INSERT, UPDATE (handed_at, handed_by, struck_at, struck_by)",
    "valuable": "INSERT, UPDATE (holder_id, settle_by, ended_at, ended_as)",
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
TIES = "".join(
    f"""
ALTER TABLE store_{table} ADD CONSTRAINT {table}_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER {table}_added AFTER INSERT ON store_{table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""
    for table in MAY
)


def _to(to, **more):
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


def _on_thread(to):
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=to
    )


def _id():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("store", "0026_reception")]

    operations = [
        migrations.CreateModel(
            name="MailItem",
            fields=[
                ("id", _id()),
                ("uid", models.CharField(max_length=200)),
                ("year", models.IntegerField()),
                ("number", models.IntegerField()),
                ("sort", models.SlugField(db_index=False, max_length=20)),
                ("day", models.DateField()),
                ("received_at", models.DateTimeField()),
                ("box_at", models.DateTimeField(blank=True, null=True)),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.TextField()),
                ("late_why", models.TextField(blank=True, default="")),
                ("event", models.CharField(max_length=200)),
                ("pieces", models.IntegerField(default=1)),
                ("answer", models.BooleanField(default=False)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("handed_by", models.TextField(blank=True, default="")),
                ("struck_at", models.DateTimeField(blank=True, null=True)),
                ("struck_by", models.TextField(blank=True, default="")),
                ("association", _on_thread("store.association")),
                ("thread", _on_thread("store.thread")),
                ("office", _to("store.office", blank=True, null=True)),
                ("opened_by", _to(settings.AUTH_USER_MODEL)),
                ("to", _to(settings.AUTH_USER_MODEL, blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("association", "uid"), name="mailitem_once"),
                    models.UniqueConstraint(fields=("association", "year", "number"), name="mailitem_number"),
                    models.CheckConstraint(condition=models.Q(("pieces__gt", 0)), name="mailitem_pieces"),
                ],
                "indexes": [
                    models.Index(fields=["association", "-day", "-id"], name="mailitem_of_day"),
                    models.Index(fields=["association", "thread"], name="mailitem_of_thread"),
                    models.Index(fields=["association", "to", "-day"], name="mailitem_to_whom"),
                    models.Index(
                        condition=models.Q(("handed_at__isnull", True), ("struck_at__isnull", True)),
                        fields=["association", "day"],
                        name="mailitem_to_hand_round",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Valuable",
            fields=[
                ("id", _id()),
                ("uid", models.CharField(max_length=200)),
                ("number", models.IntegerField()),
                ("sort", models.SlugField(db_index=False, max_length=20)),
                ("amount", models.BigIntegerField(blank=True, null=True)),
                ("received_at", models.DateTimeField()),
                ("received_by", models.TextField()),
                ("settle_by", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_as", models.SlugField(blank=True, db_index=False, default="", max_length=20)),
                ("association", _on_thread("store.association")),
                ("thread", _on_thread("store.thread")),
                ("item", _to("store.mailitem", blank=True, null=True)),
                ("office", _to("store.office", blank=True, null=True)),
                ("witness", _to(settings.AUTH_USER_MODEL)),
                ("holder", _to(settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("association", "uid"), name="valuable_once"),
                    models.UniqueConstraint(fields=("association", "number"), name="valuable_number"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                        name="valuable_amount",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["association", "settle_by", "id"],
                        name="valuable_still_here",
                    ),
                    models.Index(fields=["association", "thread"], name="valuable_of_thread"),
                ],
            },
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]
