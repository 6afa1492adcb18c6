"""Are e-mails walled off like everything else, and can what was taken not be rewritten?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, transaction

from kept.store import tenancy
from kept.store.models import ReceivedMail
from tests.store.making import landlord

NOW = datetime(2026, 4, 7, 9, tzinfo=UTC)


@pytest.mark.django_db
def test_a_mail_is_seen_by_its_own_association_alone_and_what_came_stands():
    red, green = landlord("red"), landlord("green")
    with tenancy.association(red):
        made = ReceivedMail.objects.create(association=red, uid="mail:1", sort="person", received_at=NOW)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            ReceivedMail.objects.filter(pk=made.pk).update(uid="mail:2")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            made.delete()
        assert ReceivedMail.objects.filter(pk=made.pk).update(read_at=NOW, read_by="ann") == 1
    with tenancy.association(green):
        assert not ReceivedMail.objects.exists()
