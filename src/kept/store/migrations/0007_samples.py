"""Samples that were drawn, and the index by which shares find what happened of a kind in a period."""

import django.db.models.deletion
from django.db import migrations, models

POLICIES = "".join(
    f"""
ALTER TABLE store_{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_{table} TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT ON store_{table} TO kept_app;
"""
    for table in ("sample", "drawn")
)

# As for every row of a thread (see 0002): it belongs to the thread's association.
TIES = """
ALTER TABLE store_drawn ADD CONSTRAINT drawn_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER drawn_added AFTER INSERT ON store_drawn REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0006_tokens'),
    ]

    operations = [
        migrations.CreateModel(
            name='Drawn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=120)),
                ('period_on', models.DateField()),
                ('seed', models.CharField(max_length=64)),
                ('of', models.IntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.TextField()),
            ],
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['association', 'kind', 'happened_at'], name='event_of_kind'),
        ),
        migrations.AddField(
            model_name='drawn',
            name='association',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='drawn',
            name='thread',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread'),
        ),
        migrations.AddField(
            model_name='sample',
            name='association',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.association'),
        ),
        migrations.AddField(
            model_name='drawn',
            name='sample',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.sample'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.UniqueConstraint(fields=('association', 'measure', 'period_on'), name='sample_once'),
        ),
        migrations.AddIndex(
            model_name='drawn',
            index=models.Index(fields=['association', 'thread'], name='drawn_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='drawn',
            constraint=models.UniqueConstraint(fields=('association', 'sample', 'event'), name='drawn_once'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(TIES, migrations.RunSQL.noop),
    ]
