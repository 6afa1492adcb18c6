"""The database and the rules agree on who sees which contact, whatever anybody is."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kept.casework.permissions import ROLES
from kept.casework.visibility import ORDINARY, SENSITIVITIES, Seen, Seer, may_see, never
from kept.store import seers, tenancy, threads
from kept.store.models import Connection, Membership, Person, Team, Thread
from tests.store.making import account, landlord, member, moment, take_in
from tests.unit.casework.small import event

TUESDAY = "Tuesday 2026-04-07 10:00"
WHO = ("ann", "bea", "cem")
ANYBODY = st.sampled_from((None, *WHO))
THREADS = st.lists(
    st.fixed_dictionaries(
        {
            "sensitivity": st.sampled_from((*SENSITIVITIES, "house", "x")),
            "owner": ANYBODY,
            "raised_by": ANYBODY,
            "about": ANYBODY,
            "person": st.sampled_from((None, "okafor", "lee")),
            "team": st.sampled_from((None, "desk", "repairs")),
        }
    ),
    min_size=1,
    max_size=6,
)


class WhoSeesWhat(TestCase):
    @settings(max_examples=60)
    @given(
        rows=THREADS,
        role=st.sampled_from(list(ROLES)),
        team=st.sampled_from((None, "desk", "repairs")),
        leads=st.sampled_from((["director"], ["ann"], ["manager", "cem"])),
        tied=st.sets(st.sampled_from(("okafor", "lee"))),
    )
    def test_the_database_answers_as_the_rules_do(self, rows, role, team, leads, tied) -> None:
        here = landlord("red")
        here.safeguarding = leads
        with tenancy.association(here), transaction.atomic():
            here.save()
            staff = {each: account(each) for each in WHO}
            teams = {
                each: Team.objects.create(association=here, slug=each, name=each)
                for each in ("desk", "repairs")
            }
            log = take_in(event("letter.received", TUESDAY, id="log"), at=TUESDAY, sensitivity="house")
            people = {
                each: Person.objects.create(
                    association=here, ref=each, name=each, log_id=log.id, added_at=moment(TUESDAY)
                )
                for each in ("okafor", "lee")
            }
            for each in tied:
                Connection.objects.create(
                    association=here,
                    account=staff["ann"],
                    person=people[each],
                    kind="family",
                    from_on="2026-01-01",
                    told_by="ann",
                    told_at=moment(TUESDAY),
                )
            made = member(here, staff["ann"], role, team=teams.get(team or ""))
            membership = seers.knowing(Membership.objects.filter(pk=made.pk)).get()
            seer = seers.seer(membership)
            assert seer == Seer(
                account=staff["ann"].pk,
                role=role,
                team=teams[team].pk if team else None,
                safeguards=role in leads or "ann" in leads,
                closed=frozenset(people[each].pk for each in tied),
            )
            expected, holdable = set(), set()
            for number, each in enumerate(rows):
                if each["sensitivity"] == ORDINARY:
                    each = each | {"about": None}
                docket = take_in(event("letter.received", TUESDAY, id=f"L{number}"), at=TUESDAY)
                found = {
                    "owner": staff[each["owner"]].pk if each["owner"] else None,
                    "raised_by": staff[each["raised_by"]].pk if each["raised_by"] else None,
                    "about": staff[each["about"]].pk if each["about"] else None,
                    "person": people[each["person"]].pk if each["person"] else None,
                    "team": teams[each["team"]].pk if each["team"] else None,
                }
                Thread.objects.filter(pk=docket.id).update(sensitivity=each["sensitivity"], **found)
                seen = Seen(each["sensitivity"], **found)
                if may_see(seer, seen):
                    expected.add(docket.id)
                if seer.sees and not never(seer, seen):
                    holdable.add(docket.id)
            every = Thread.objects.exclude(pk=log.id)
            assert (
                set(threads.visible_to(membership).exclude(pk=log.id).values_list("pk", flat=True))
                == expected
            )
            if seer.sees:
                hidden = set(threads.hidden_from(membership).exclude(pk=log.id).values_list("pk", flat=True))
                assert hidden == set(every.values_list("pk", flat=True)) - expected
            assert set(threads.open_to_hold(every, membership).values_list("pk", flat=True)) == holdable


@pytest.mark.django_db
def test_nobody_sees_what_is_about_themselves_whatever_they_are() -> None:
    for role in ROLES:
        for sensitivity in SENSITIVITIES:
            for owner in (None, 7):
                seer = Seer(7, role, safeguards=True)
                assert not may_see(seer, Seen(sensitivity, owner=owner, raised_by=7, about=7))
