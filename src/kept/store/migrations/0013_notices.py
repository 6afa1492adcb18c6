"""What staff are told, the digests that carry it, and the hooks of other systems."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0012_safe'),
    ]

    operations = []
