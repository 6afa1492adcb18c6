"""Every page asks whether an alarm stands: that looks at alarms alone, however much else is owed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_people'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='owed',
            index=models.Index(
                condition=models.Q(('what', 'alarm')), fields=['association', 'thread'], name='owed_alarm'
            ),
        ),
    ]
