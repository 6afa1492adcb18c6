"""What a thread's row repeats of being asked for again, and the indexes by which the Desk is read.

The Desk reads threads now, and no longer clocks. Every open thread is judged again by the sweep.
"""

from django.db import migrations, models

WAKE = "UPDATE store_thread SET wake_at = now() WHERE closed_at IS NULL AND merged_into_id IS NULL"


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_alarms'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='clock',
            name='clock_to_do',
        ),
        migrations.RemoveIndex(
            model_name='clock',
            name='clock_owner_running',
        ),
        migrations.RemoveIndex(
            model_name='owed',
            name='owed_undone',
        ),
        migrations.AddField(
            model_name='thread',
            name='asked',
            field=models.IntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('asked__gt', 0)), fields=['association', 'act_by', 'id'], name='thread_asked'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('act_by__isnull', False)), fields=['association', 'kind', 'act_by', 'id'], name='thread_to_do_of_kind'),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('act_by__isnull', False)), fields=['association', 'team', 'act_by', 'id'], name='thread_to_do_of_team'),
        ),
        migrations.RunSQL(WAKE, migrations.RunSQL.noop),
    ]
