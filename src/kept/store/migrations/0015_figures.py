"""Tallies by month, months that were published, counts from outside, and closed clocks drawn to be checked."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0014_board'),
    ]

    operations = []
