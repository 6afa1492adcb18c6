"""What we publish, its editions, where it hangs, and to whom it went."""

import django.db.models.deletion
from django.db import migrations, models

# What the app may do with each table, besides looking. An edition that was issued stays as it is but for its
# state and its next look; what went to somebody is only ever marked as having come back.
MAY = {
    "publicationedition": "INSERT, UPDATE",
    "publicationfile": "INSERT, UPDATE, DELETE",
    "publicationplace": "INSERT, UPDATE (owner, looked_on, looked_by, \"right\", checks, note, look_again_on, ended_on)",
    "publicationsent": "INSERT, UPDATE (void_at, outgoing)",
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
    dependencies = [("store", "0031_formats")]
    operations = [
        migrations.CreateModel(
            name='PublicationEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('publication', models.SlugField(db_index=False, max_length=60)),
                ('version', models.TextField()),
                ('dated', models.DateField()),
                ('covers', models.TextField(blank=True, default='')),
                ('state', models.SlugField(db_index=False, max_length=12)),
                ('checks', models.JSONField(blank=True, default=dict)),
                ('reading', models.JSONField(blank=True, default=dict)),
                ('verdict', models.JSONField(blank=True, default=dict)),
                ('mark', models.TextField(blank=True, default='')),
                ('mark_on', models.DateField(blank=True, null=True)),
                ('reach', models.JSONField(blank=True, default=dict)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.TextField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.TextField(blank=True, default='')),
                ('issued_at', models.DateTimeField(blank=True, null=True)),
                ('issued_by', models.TextField(blank=True, default='')),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('reviewed_by', models.TextField(blank=True, default='')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('holds', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.publicationedition')),
            ],
        ),
        migrations.CreateModel(
            name='PublicationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lang', models.SlugField(db_index=False, max_length=20)),
                ('form', models.SlugField(db_index=False, max_length=20)),
                ('whole', models.BooleanField(default=True)),
                ('words', models.TextField(blank=True, default='')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.TextField()),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('edition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.publicationedition')),
                ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='PublicationPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('publication', models.SlugField(db_index=False, max_length=60)),
                ('sort', models.SlugField(db_index=False, max_length=12)),
                ('place', models.TextField()),
                ('owner', models.TextField(blank=True, default='')),
                ('added_at', models.DateTimeField()),
                ('added_by', models.TextField()),
                ('looked_on', models.DateField(blank=True, null=True)),
                ('looked_by', models.TextField(blank=True, default='')),
                ('right', models.BooleanField(blank=True, null=True)),
                ('checks', models.JSONField(blank=True, default=dict)),
                ('note', models.TextField(blank=True, default='')),
                ('look_again_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('office', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.office')),
            ],
        ),
        migrations.CreateModel(
            name='PublicationSent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('publication', models.SlugField(db_index=False, max_length=60)),
                ('way', models.SlugField(db_index=False, max_length=20)),
                ('form', models.SlugField(db_index=False, max_length=20)),
                ('lang', models.SlugField(db_index=False, max_length=20)),
                ('count', models.IntegerField(default=1)),
                ('outgoing', models.BigIntegerField(blank=True, null=True)),
                ('note', models.TextField(blank=True, default='')),
                ('sent_at', models.DateTimeField()),
                ('sent_by', models.TextField()),
                ('void_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('edition', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.publicationedition')),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('signed', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('tenancy', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.tenancy')),
                ('thread', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.thread')),
            ],
        ),
        migrations.AddIndex(
            model_name='publicationedition',
            index=models.Index(fields=['association', 'publication', '-id'], name='publicationedition_newest'),
        ),
        migrations.AddConstraint(
            model_name='publicationedition',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='publicationedition_uid'),
        ),
        migrations.AddConstraint(
            model_name='publicationedition',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('association', 'publication'), name='publicationedition_one_holds'),
        ),
        migrations.AddConstraint(
            model_name='publicationfile',
            constraint=models.UniqueConstraint(fields=('association', 'edition', 'lang', 'form', 'whole'), name='publicationfile_once'),
        ),
        migrations.AddIndex(
            model_name='publicationplace',
            index=models.Index(condition=models.Q(('ended_on__isnull', True)), fields=['association', 'publication', 'id'], name='publicationplace_shown'),
        ),
        migrations.AddConstraint(
            model_name='publicationplace',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='publicationplace_uid'),
        ),
        migrations.AddIndex(
            model_name='publicationsent',
            index=models.Index(fields=['association', 'publication', '-id'], name='publicationsent_newest'),
        ),
        migrations.AddIndex(
            model_name='publicationsent',
            index=models.Index(condition=models.Q(('person__isnull', False)), fields=['association', 'person', '-id'], name='publicationsent_to'),
        ),
        migrations.AddIndex(
            model_name='publicationsent',
            index=models.Index(condition=models.Q(('thread__isnull', False)), fields=['association', 'thread'], name='publicationsent_on'),
        ),
        migrations.AddConstraint(
            model_name='publicationsent',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='publicationsent_uid'),
        ),
        migrations.AddConstraint(
            model_name='publicationsent',
            constraint=models.CheckConstraint(condition=models.Q(('count__gte', 0)), name='publicationsent_count'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
