"""The moved time of a demonstration."""

from django.db import migrations, models

# One row, made by whoever makes the demonstration; nothing takes the mark off again.
GRANTS = "GRANT SELECT, INSERT, UPDATE ON store_rehearsal TO kept_app"


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0015_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('seed', models.BigIntegerField()),
                ('built_for', models.DateField()),
                ('whole_at', models.DateTimeField(blank=True, null=True)),
                ('moved_seconds', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddConstraint(
            model_name='rehearsal',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='rehearsal_alone'),
        ),
        migrations.AddConstraint(
            model_name='rehearsal',
            constraint=models.CheckConstraint(condition=models.Q(('moved_seconds__gte', 0)), name='rehearsal_onwards'),
        ),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
