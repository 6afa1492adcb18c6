"""The indexes by which the team board, its reasons and a person's own figures are read."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0013_notices'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(
                fields=['association', 'team', 'owner'],
                include=[
                    'act_by', 'due_at', 'asked', 'adrift', 'office', 'sensitivity', 'raised_by', 'about',
                ],
                condition=models.Q(('closed_at__isnull', True), ('merged_into__isnull', True)),
                name='thread_board',
            ),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(
                fields=['association', 'owner', '-opened_at'],
                condition=models.Q(('owner__isnull', False)),
                name='thread_of_owner',
            ),
        ),
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(
                fields=['association', '-first_due_at', 'id'],
                condition=models.Q(('verdict__in', ('broken', 'broken-attempted', 'excused'))),
                name='clock_broken',
            ),
        ),
        migrations.AddIndex(
            model_name='event',
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=['recorded_at'], name='event_recorded',
            ),
        ),
    ]
