"""What the team board reads."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0013_notices'),
    ]

    operations = []
