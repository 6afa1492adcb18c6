"""Every opening of a contact or a file is counted, and may be listed by customer."""

from __future__ import annotations

from typing import Any

import pytest

from kept.store import looking, tenancy
from kept.store.models import AccessLog, Look, Person
from tests import cast
from tests.web.walking import Walked

pytestmark = pytest.mark.django_db


def looks(walked: Walked) -> list[tuple[str, str, str, int]]:
    with tenancy.association(walked.karin):
        rows = Look.objects.order_by("id").values_list("account__handle", "what", "ref", "times")
        return list(rows)


def opened(walked: Walked, role: str, path: str) -> Any:
    return cast.client(walked.people[role]).get(f"/karin/{path}")


def test_each_opening_of_a_day_is_one_line_that_counts(walked: Walked) -> None:
    for _ in range(2):
        assert opened(walked, "officer", f"thread/{walked.ref}").status_code == 200
    opened(walked, "manager", f"customer/{walked.customer}")
    assert looks(walked) == [
        ("officer-one", "contact", walked.ref, 2),
        ("manager-one", "customer", walked.customer, 1),
    ]


def test_what_is_not_there_or_leads_elsewhere_is_no_opening(walked: Walked) -> None:
    assert opened(walked, "officer", "thread/AAAA-AAAA").status_code == 404
    assert opened(walked, "officer", f"thread/{walked.ref.lower()}").status_code == 302
    assert looks(walked) == []


def test_who_may_lists_them_by_customer(walked: Walked) -> None:
    opened(walked, "officer", f"customer/{walked.customer}")
    text = opened(walked, "director", f"customer/{walked.customer}/looks").content.decode()
    assert walked.people["officer"].name in text
    assert "The file" in text
    assert opened(walked, "officer", f"customer/{walked.customer}/looks").status_code == 403
    unnamed = opened(walked, "administrator", f"customer/{walked.customer}/looks").content.decode()
    with tenancy.association(walked.karin):
        name = Person.objects.get(ref=walked.customer).name
    assert name in text
    assert name not in unnamed
    nothing = opened(walked, "director", f"customer/{walked.namesake}/looks").content.decode()
    assert "Nobody has, so far." in nothing


def test_figures_that_are_taken_away_are_counted(walked: Walked) -> None:
    opened(walked, "manager", "performance/karin:letters.1.csv")
    assert looks(walked) == [("manager-one", looking.FIGURES, "performance-clause-csv", 1)]
    text = opened(walked, "director", "taken-away").content.decode()
    assert "performance-clause-csv" in text


def test_after_a_year_they_are_cleared_away(walked: Walked) -> None:
    opened(walked, "officer", f"thread/{walked.ref}")
    with tenancy.association(walked.karin):
        assert looking.forget(cast.t("Wednesday 2026-04-08 12:00")) == 0
        assert looking.forget(cast.t("Wednesday 2027-12-08 12:00")) == 1
        assert not AccessLog.objects.filter(refused=True).exists()
