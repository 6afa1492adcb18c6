"""The call pad, messages and ringing back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

POLICIES = """
ALTER TABLE store_passedcall ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_association ON store_passedcall TO kept_app
    USING (association_id = kept_association()) WITH CHECK (association_id = kept_association());
GRANT SELECT, INSERT, UPDATE (taken_at) ON store_passedcall TO kept_app;
ALTER TABLE store_passedcall
    ADD CONSTRAINT passedcall_of_thread_row FOREIGN KEY (thread_id) REFERENCES store_thread (id);
CREATE TRIGGER passedcall_added AFTER INSERT ON store_passedcall REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION kept_same_association();
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0019_registers")]

    operations = [
        migrations.CreateModel(
            name='PassedCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.CharField(max_length=200)),
                ('sort', models.SlugField(db_index=False, max_length=20)),
                ('by', models.TextField()),
                ('at', models.DateTimeField()),
                ('taken_at', models.DateTimeField(blank=True, null=True)),
                ('association', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.association')),
                ('thread', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='store.thread')),
                ('to', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='passedcall',
            index=models.Index(condition=models.Q(('taken_at__isnull', True)), fields=['association', 'to', 'at'], name='passedcall_waiting'),
        ),
        migrations.AddIndex(
            model_name='passedcall',
            index=models.Index(fields=['association', 'thread'], name='passedcall_of_thread'),
        ),
        migrations.AddConstraint(
            model_name='passedcall',
            constraint=models.UniqueConstraint(fields=('association', 'uid'), name='passedcall_once'),
        ),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
    ]
