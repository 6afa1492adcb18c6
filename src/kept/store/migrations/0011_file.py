"""What the customer file shows: the household, representatives, preferences, and persons that were joined."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0010_housing'),
    ]

    operations = []
