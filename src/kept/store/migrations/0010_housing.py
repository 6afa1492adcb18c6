"""Homes, tenancies and patches, by the references of the housing system; and what that system says of a person,
what staff put right, and of which officer the person was last to be told.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Nothing of these is ever deleted: it ends on a day.
POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE ON store_{table} TO kept_app;
"""
    for table in ("home", "tenancy", "patch")
)

# What an import fills is what the planner has to look at again (see 0008).
GATHER = """
CREATE OR REPLACE FUNCTION kept_gather_statistics() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    ANALYZE public.store_thread, public.store_event, public.store_eventtext, public.store_clock, public.store_owed,
        public.store_person, public.store_personkey, public.store_home, public.store_tenancy, public.store_patch;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0009_signin'),
    ]

    operations = [
        migrations.CreateModel(
            name='Home',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_ref', models.CharField(blank=True, max_length=200, null=True)),
                ('outside', models.JSONField(default=dict)),
                ('overrides', models.JSONField(default=dict)),
                ('added_at', models.DateTimeField()),
                ('ref', models.CharField(max_length=9)),
                ('address', models.TextField(blank=True, default='')),
                ('address_key', models.TextField(blank=True, db_collation='C', default='')),
                ('postcode', models.TextField(blank=True, default='')),
                ('postcode_key', models.TextField(blank=True, db_collation='C', default='')),
                ('ended_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Patch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_ref', models.CharField(blank=True, max_length=200, null=True)),
                ('outside', models.JSONField(default=dict)),
                ('overrides', models.JSONField(default=dict)),
                ('added_at', models.DateTimeField()),
                ('slug', models.SlugField(max_length=60)),
                ('name', models.TextField()),
                ('ended_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Tenancy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_ref', models.CharField(blank=True, max_length=200, null=True)),
                ('outside', models.JSONField(default=dict)),
                ('overrides', models.JSONField(default=dict)),
                ('added_at', models.DateTimeField()),
                ('ref', models.CharField(max_length=9)),
                ('kind', models.SlugField(db_index=False, max_length=40)),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='officer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='person',
            name='officer_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='outside',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='person',
            name='overrides',
            field=models.JSONField(default=dict),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('overrides', {}), _negated=True), fields=['association', 'id'], name='person_corrected'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('erased_at__isnull', False)), fields=['association', 'id'], name='person_erased'),
        ),
        migrations.AddField(
            model_name='home',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='home',
            name='log',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread'),
        ),
        migrations.AddField(
            model_name='patch',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='patch',
            name='deputy',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='patch',
            name='log',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread'),
        ),
        migrations.AddField(
            model_name='patch',
            name='office',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office'),
        ),
        migrations.AddField(
            model_name='patch',
            name='officer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='patch',
            name='team',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.team'),
        ),
        migrations.AddField(
            model_name='home',
            name='patch',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.patch'),
        ),
        migrations.AddField(
            model_name='tenancy',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='tenancy',
            name='home',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.home'),
        ),
        migrations.AddField(
            model_name='tenancy',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddConstraint(
            model_name='patch',
            constraint=models.UniqueConstraint(fields=('association', 'slug'), name='patch_slug'),
        ),
        migrations.AddConstraint(
            model_name='patch',
            constraint=models.UniqueConstraint(fields=('association', 'external_ref'), name='patch_external'),
        ),
        migrations.AddIndex(
            model_name='home',
            index=models.Index(fields=['association', 'address_key', 'id'], name='home_by_address'),
        ),
        migrations.AddIndex(
            model_name='home',
            index=models.Index(fields=['association', 'postcode_key', 'address_key', 'id'], name='home_by_postcode'),
        ),
        migrations.AddIndex(
            model_name='home',
            index=models.Index(fields=['association', 'patch', 'address_key', 'id'], name='home_of_patch'),
        ),
        migrations.AddIndex(
            model_name='home',
            index=models.Index(condition=models.Q(('overrides', {}), _negated=True), fields=['association', 'id'], name='home_corrected'),
        ),
        migrations.AddConstraint(
            model_name='home',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='home_ref'),
        ),
        migrations.AddConstraint(
            model_name='home',
            constraint=models.UniqueConstraint(fields=('association', 'external_ref'), name='home_external'),
        ),
        migrations.AddIndex(
            model_name='tenancy',
            index=models.Index(fields=['association', 'person', 'id'], name='tenancy_of_person'),
        ),
        migrations.AddIndex(
            model_name='tenancy',
            index=models.Index(fields=['association', 'home', 'id'], name='tenancy_of_home'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='tenancy_ref'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.UniqueConstraint(fields=('association', 'external_ref'), name='tenancy_external'),
        ),
        migrations.AddConstraint(
            model_name='tenancy',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('from_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='tenancy_days_in_order'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(GATHER, migrations.RunSQL.noop),
    ]
