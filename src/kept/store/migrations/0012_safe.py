"""Safe contact by channel, who is connected with whom, and who knocked at a closed door."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0011_file'),
    ]

    operations = []
