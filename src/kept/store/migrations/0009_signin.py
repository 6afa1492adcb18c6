"""Invitations, absences, what slows guesses, and when sessions end."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_statistics'),
    ]

    operations = []
