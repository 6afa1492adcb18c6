"""Tokens, with which other systems act as an account, and what these were answered within the last day.

Whose token it is must be known before its association is: one narrow function answers that, as for memberships.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MAY = {
    "token": "INSERT, UPDATE (revoked_at, last_used_at)",
    "idempotency": "INSERT, UPDATE (status, answer), DELETE",
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

# Only whoever has the whole secret can ask: its digest finds one row or none.
ACROSS = """
CREATE POLICY across ON store_token FOR SELECT TO kept_search USING (true);
GRANT SELECT (id, association_id, account_id, scopes, sha256, expires_at, revoked_at, last_used_at)
    ON store_token TO kept_search;

CREATE FUNCTION kept_token(digest text) RETURNS TABLE (
    id bigint, association_id bigint, account_id bigint, scopes jsonb,
    expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT held.id, held.association_id, held.account_id, held.scopes,
        held.expires_at, held.revoked_at, held.last_used_at
    FROM public.store_token AS held WHERE held.sha256 = digest
$$;
REVOKE ALL ON FUNCTION kept_token FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kept_token TO kept_app;

GRANT CREATE ON SCHEMA public TO kept_search;
ALTER FUNCTION kept_token OWNER TO kept_search;
REVOKE CREATE ON SCHEMA public FROM kept_search;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_desk'),
    ]

    operations = [
        migrations.CreateModel(
            name='Token',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('name', models.TextField()),
                ('scopes', models.JSONField(default=list)),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('association', 'ref'), name='token_ref'),
                    models.UniqueConstraint(fields=('sha256',), name='token_sha256'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Idempotency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('request', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('status', models.SmallIntegerField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('token', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.token')),
            ],
            options={
                'indexes': [models.Index(fields=['association', 'made_at'], name='idempotency_oldest')],
                'constraints': [
                    models.UniqueConstraint(fields=('association', 'token', 'key'), name='idempotency_once'),
                ],
            },
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(ACROSS, migrations.RunSQL.noop),
    ]
