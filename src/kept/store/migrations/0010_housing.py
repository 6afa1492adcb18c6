"""Homes, tenancies and patches, by the references of the housing system."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0009_signin'),
    ]

    operations = []
