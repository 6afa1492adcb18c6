"""The form in which each person can use what we send, and translations."""

import django.db.models.deletion
from django.db import migrations, models

# Words of people are emptied when they are erased, and what ends says when: nothing is deleted.
TABLES = ("personform", "needsplan", "owedform", "translation", "glossaryterm", "rememberedtext")
POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE ON store_{table} TO kept_app;
"""
    for table in TABLES
)

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = "".join(
    f"""
ALTER TABLE store_{table} ADD CONSTRAINT {table}_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER {table}_added AFTER INSERT ON store_{table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""
    for table in ("owedform", "translation")
)


class Migration(migrations.Migration):
    dependencies = [("store", "0030_dispatch")]
    operations = [
        migrations.CreateModel(
            name='PersonForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('form', models.SlugField(db_index=False, max_length=60)),
                ('asked_by', models.TextField(blank=True, default='')),
                ('asked_on', models.DateField()),
                ('review_on', models.DateField(blank=True, null=True)),
                ('words', models.TextField(blank=True, default='')),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.AddConstraint(
            model_name='personform',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('association', 'person', 'form'), name='personform_once'),
        ),
        migrations.AddIndex(
            model_name='personform',
            index=models.Index(fields=['association', 'person', 'id'], name='personform_of'),
        ),
        migrations.AddIndex(
            model_name='personform',
            index=models.Index(condition=models.Q(('ended_at__isnull', True), ('review_on__isnull', False)), fields=['association', 'review_on', 'id'], name='personform_review'),
        ),
        migrations.CreateModel(
            name='NeedsPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('words', models.TextField(blank=True, default='')),
                ('speaking', models.TextField(blank=True, default='')),
                ('letters', models.TextField(blank=True, default='')),
                ('visits', models.TextField(blank=True, default='')),
                ('agreed_on', models.DateField()),
                ('review_on', models.DateField()),
                ('told_by', models.TextField()),
                ('told_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='needsplan',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('association', 'person'), name='needsplan_once'),
        ),
        migrations.AddIndex(
            model_name='needsplan',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['association', 'review_on', 'id'], name='needsplan_review'),
        ),
        migrations.CreateModel(
            name='OwedForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('uid', models.CharField(max_length=200)),
                ('of_thread', models.CharField(blank=True, default='', max_length=9)),
                ('letter', models.BigIntegerField(blank=True, null=True)),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('form', models.SlugField(db_index=False, max_length=60)),
                ('language', models.TextField(blank=True, default='')),
                ('what', models.TextField(blank=True, default='')),
                ('text', models.TextField(blank=True, default='')),
                ('by_hand', models.TextField(blank=True, default='')),
                ('owed_at', models.DateTimeField()),
                ('owed_by', models.TextField()),
                ('supplier', models.BigIntegerField(blank=True, null=True)),
                ('ordered_at', models.DateTimeField(blank=True, null=True)),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('produced_at', models.DateTimeField(blank=True, null=True)),
                ('produced_by', models.TextField(blank=True, default='')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('sent_by', models.TextField(blank=True, default='')),
                ('outgoing', models.BigIntegerField(blank=True, null=True)),
                ('way', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.TextField(blank=True, default='')),
            ],
        ),
        migrations.AddConstraint(
            model_name='owedform',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='owedform_once'),
        ),
        migrations.AddConstraint(
            model_name='owedform',
            constraint=models.UniqueConstraint(fields=('association', 'thread'), name='owedform_thread'),
        ),
        migrations.AddIndex(
            model_name='owedform',
            index=models.Index(fields=['association', 'of_thread', 'id'], name='owedform_of_thread'),
        ),
        migrations.CreateModel(
            name='Translation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('language', models.TextField()),
                ('what', models.TextField()),
                ('source', models.TextField(blank=True, default='')),
                ('source_file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('template', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('of_thread', models.CharField(blank=True, default='', max_length=9)),
                ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.person')),
                ('owed', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.owedform')),
                ('short', models.BooleanField(default=False)),
                ('short_by', models.TextField(blank=True, default='')),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.TextField()),
                ('supplier', models.BigIntegerField(blank=True, null=True)),
                ('ordered_at', models.DateTimeField(blank=True, null=True)),
                ('came_at', models.DateTimeField(blank=True, null=True)),
                ('text', models.TextField(blank=True, default='')),
                ('file', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.storedfile')),
                ('proofed_at', models.DateTimeField(blank=True, null=True)),
                ('proofed_by', models.TextField(blank=True, default='')),
                ('reader', models.TextField(blank=True, default='')),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('outgoing', models.BigIntegerField(blank=True, null=True)),
                ('way', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='translation',
            constraint=models.UniqueConstraint(fields=('association', 'thread'), name='translation_once'),
        ),
        migrations.AddIndex(
            model_name='translation',
            index=models.Index(fields=['association', 'of_thread', 'id'], name='translation_of_thread'),
        ),
        migrations.CreateModel(
            name='GlossaryTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('language', models.TextField()),
                ('term', models.TextField()),
                ('term_key', models.TextField()),
                ('translation', models.TextField()),
                ('note', models.TextField(blank=True, default='')),
                ('made_by', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddConstraint(
            model_name='glossaryterm',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('association', 'language', 'term_key'), name='glossaryterm_once'),
        ),
        migrations.CreateModel(
            name='RememberedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('association', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association')),
                ('language', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('source', models.TextField()),
                ('text', models.TextField()),
                ('template', models.SlugField(blank=True, db_index=False, default='', max_length=60)),
                ('proofed_by', models.TextField(blank=True, default='')),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.AddConstraint(
            model_name='rememberedtext',
            constraint=models.UniqueConstraint(fields=('association', 'language', 'digest'), name='rememberedtext_once'),
        ),
        *(migrations.RunSQL(each, migrations.RunSQL.noop) for each in (POLICIES, TIES)),
    ]
