"""What the customer file shows: needs, days of birth and death, representatives, files that were joined, and who may be
the same person.
"""

import django.db.models.deletion
from django.db import migrations, models

MAY = {
    # Nobody is taken off: their days end. What was joined and parted stays on record.
    "representative": "INSERT, UPDATE",
    "joining": "INSERT, UPDATE",
    # Both say what somebody, or the keys, found last; what was found before is in the ledger.
    "notsame": "INSERT, UPDATE, DELETE",
    "likeness": "INSERT, UPDATE, DELETE",
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

# Whoever is on record already is found by postcode too, as everybody filed from now on.
POSTCODES = """
INSERT INTO store_personkey (association_id, person_id, sort, key)
SELECT association_id, id, 'postcode', substring(address_key from '\\m[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}$')
FROM store_person WHERE address_key ~ '\\m[a-z]{1,2}[0-9][a-z0-9]?[0-9][a-z]{2}$'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0010_housing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('joined_at', models.DateTimeField()),
                ('joined_by', models.TextField()),
                ('parted_at', models.DateTimeField(blank=True, null=True)),
                ('parted_by', models.TextField(blank=True, default='')),
                ('taken', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strength', models.IntegerField()),
                ('reasons', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='NotSame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.TextField()),
                ('until', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Representative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.CharField(max_length=9)),
                ('name', models.TextField(blank=True, default='')),
                ('relation', models.TextField(blank=True, default='')),
                ('authority', models.TextField(default='none')),
                ('scope', models.TextField(blank=True, default='')),
                ('phone', models.TextField(blank=True, default='')),
                ('email', models.TextField(blank=True, default='')),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='person',
            name='born_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='died_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='person',
            name='need_kinds',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='person',
            name='preferred_channel',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['association', 'merged_into'], name='person_merged'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('born_on__isnull', False)), fields=['association', 'born_on'], name='person_born'),
        ),
        migrations.AddField(
            model_name='joining',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='joining',
            name='into',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='joining',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='one',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='likeness',
            name='other',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='notsame',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='notsame',
            name='one',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='notsame',
            name='other',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='representative',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='representative',
            name='other',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddField(
            model_name='representative',
            name='person',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person'),
        ),
        migrations.AddIndex(
            model_name='joining',
            index=models.Index(fields=['association', 'into', 'id'], name='joining_into'),
        ),
        migrations.AddConstraint(
            model_name='joining',
            constraint=models.UniqueConstraint(condition=models.Q(('parted_at__isnull', True)), fields=('association', 'person'), name='joining_once'),
        ),
        migrations.AddIndex(
            model_name='likeness',
            index=models.Index(fields=['association', '-strength', 'id'], name='likeness_strongest'),
        ),
        migrations.AddIndex(
            model_name='likeness',
            index=models.Index(fields=['association', 'other'], name='likeness_of_other'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.UniqueConstraint(fields=('association', 'one', 'other'), name='likeness_once'),
        ),
        migrations.AddConstraint(
            model_name='likeness',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='likeness_in_order'),
        ),
        migrations.AddConstraint(
            model_name='notsame',
            constraint=models.UniqueConstraint(fields=('association', 'one', 'other'), name='notsame_once'),
        ),
        migrations.AddConstraint(
            model_name='notsame',
            constraint=models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='notsame_in_order'),
        ),
        migrations.AddIndex(
            model_name='representative',
            index=models.Index(fields=['association', 'person', 'id'], name='representative_of'),
        ),
        migrations.AddConstraint(
            model_name='representative',
            constraint=models.UniqueConstraint(fields=('association', 'ref'), name='representative_ref'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(POSTCODES, migrations.RunSQL.noop),
    ]
