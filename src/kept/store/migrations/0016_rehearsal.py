"""The moved time of a demonstration."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0015_figures'),
    ]

    operations = []
