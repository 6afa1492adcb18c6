"""Invitations, absences, what slows guesses, and when sessions end."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MAY = {
    "absence": "INSERT, UPDATE (to_at, covered_by_id, why)",
    "invitation": "INSERT, UPDATE (accepted_at, revoked_at, account_id, sha256, expires_at)",
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

# Whoever is not signed in yet belongs to no association: sessions and failed attempts are of none.
UNBOUND = """
GRANT SELECT, INSERT, UPDATE, DELETE ON store_signedin TO kept_app;
GRANT SELECT, INSERT, UPDATE (name), DELETE ON store_failedsignin TO kept_app;
"""


def reference(to, **more):
    """A column that names a row and protects it."""
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0008_statistics"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="deputy",
            field=reference(settings.AUTH_USER_MODEL, blank=True, null=True),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(blank=True, null=True)),
                ("why", models.TextField(blank=True, default="")),
                ("told_by", models.TextField()),
                ("told_at", models.DateTimeField()),
                ("account", reference(settings.AUTH_USER_MODEL)),
                ("association", reference("store.association")),
                ("covered_by", reference(settings.AUTH_USER_MODEL, blank=True, null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["association", "to_at", "account"], name="absence_until"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_at__isnull", True), ("to_at__gte", models.F("from_at")), _connector="OR"),
                name="absence_moments_in_order",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=9)),
                ("email", models.EmailField(max_length=254)),
                ("name", models.TextField(blank=True, default="")),
                ("role", models.SlugField(db_index=False, max_length=60)),
                ("sha256", models.CharField(max_length=64)),
                ("invited_by", models.TextField()),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("account", reference(settings.AUTH_USER_MODEL, blank=True, null=True)),
                ("association", reference("store.association")),
                ("office", reference("store.office", blank=True, null=True)),
                ("team", reference("store.team", blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(fields=("association", "ref"), name="invitation_ref"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(fields=("association", "sha256"), name="invitation_sha256"),
        ),
        migrations.CreateModel(
            name="SignedIn",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("began_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("device", models.TextField(blank=True, default="")),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "session", "verbose_name_plural": "sessions", "abstract": False},
        ),
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=64)),
                ("device", models.CharField(blank=True, default="", max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="failedsignin",
            index=models.Index(fields=["name", "at"], name="failed_by_name"),
        ),
        migrations.AddIndex(
            model_name="failedsignin",
            index=models.Index(fields=["place", "at"], name="failed_by_place"),
        ),
        migrations.AddIndex(
            model_name="failedsignin",
            index=models.Index(fields=["at"], name="failed_oldest"),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(UNBOUND, migrations.RunSQL.noop),
    ]
