"""Transfers, exchanges, successions and endings: the transfer list and the exchange register."""

import django.db.models.deletion
from django.db import migrations, models

MAY = {
    "movelisting": "INSERT, UPDATE (points, breakdown, changed_at)",
    "swapentry": "INSERT, UPDATE (area, bedrooms, has, wants_areas, wants_least, wants_most, needs, may_be_shown, may_be_told)",
    "swapadvert": "INSERT",
    "swapmatch": "INSERT, UPDATE (said)",
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


class Migration(migrations.Migration):
    dependencies = [("store", "0040_nuisance")]
    operations = [
        migrations.CreateModel(
            name="MoveListing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "thread",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.thread",
                    ),
                ),
                ("points", models.IntegerField()),
                ("breakdown", models.JSONField(default=dict)),
                ("listed_at", models.DateTimeField()),
                ("listed_by", models.TextField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="movelisting",
            constraint=models.UniqueConstraint(fields=("association", "thread"), name="movelisting_once"),
        ),
        migrations.CreateModel(
            name="SwapEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("ref", models.CharField(max_length=9)),
                (
                    "thread",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.thread",
                    ),
                ),
                ("area", models.TextField()),
                ("bedrooms", models.SmallIntegerField()),
                ("has", models.JSONField(default=list)),
                ("wants_areas", models.JSONField(default=list)),
                ("wants_least", models.SmallIntegerField()),
                ("wants_most", models.SmallIntegerField()),
                ("needs", models.JSONField(default=list)),
                ("may_be_shown", models.BooleanField(default=False)),
                ("may_be_told", models.BooleanField(default=False)),
                ("registered_at", models.DateTimeField()),
                ("registered_by", models.TextField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="swapentry",
            constraint=models.UniqueConstraint(fields=("association", "thread"), name="swapentry_once"),
        ),
        migrations.AddConstraint(
            model_name="swapentry",
            constraint=models.UniqueConstraint(fields=("association", "ref"), name="swapentry_ref"),
        ),
        migrations.CreateModel(
            name="SwapAdvert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("uid", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("where", models.SlugField(db_index=False, max_length=40)),
                ("entries", models.JSONField(default=list)),
                ("told_at", models.DateTimeField()),
                ("told_by", models.TextField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="swapadvert",
            constraint=models.UniqueConstraint(fields=("association", "uid"), name="swapadvert_once"),
        ),
        migrations.AddIndex(
            model_name="swapadvert",
            index=models.Index(fields=["association", "-on", "-id"], name="swapadvert_newest"),
        ),
        migrations.CreateModel(
            name="SwapMatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.swapentry",
                    ),
                ),
                (
                    "two",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.swapentry",
                    ),
                ),
                ("told_at", models.DateTimeField()),
                ("told_by", models.TextField()),
                ("said", models.JSONField(default=dict)),
            ],
        ),
        migrations.AddConstraint(
            model_name="swapmatch",
            constraint=models.UniqueConstraint(fields=("association", "one", "two"), name="swapmatch_once"),
        ),
        migrations.AddIndex(
            model_name="swapmatch",
            index=models.Index(fields=["association", "two"], name="swapmatch_of_two"),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
