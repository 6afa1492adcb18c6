"""A token is made for somebody who works here, shown once, and ends when it is revoked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from kept.actions import people, tokens
from kept.casework import Refused
from kept.casework.scopes import Scope
from kept.store import tenancy
from kept.store import tokens as held
from kept.store.models import Account, Association, Event, Membership, Token
from tests.actions.house import BY, t

NOW = t("Wednesday 2026-04-08 10:00")


@pytest.fixture
def bea(here: Association) -> Account:
    """Somebody who works there since the day before."""
    made = people.create_account(
        association=here, handle="bea", email="bea@example.org", name="Bea", by=BY, at=NOW
    )
    assert isinstance(made, Account)
    joined = people.add_member(
        association=here, handle="bea", role="officer", from_on=date(2026, 4, 7), by=BY, at=NOW
    )
    assert isinstance(joined, Membership)
    return made


def create(here: Association, **more: object) -> tokens.Made | Refused:
    given: dict[str, object] = {"account": "bea", "name": "Telephone system", "scopes": ["record", "read"]}
    return tokens.create(association=here, by=BY, at=NOW, **given | more)  # type: ignore[arg-type]


def made(here: Association, **more: object) -> tokens.Made:
    found = create(here, **more)
    assert isinstance(found, tokens.Made), found
    return found


def test_the_secret_is_shown_once_and_only_its_digest_is_kept(here: Association, bea: Account) -> None:
    found = made(here)
    with tenancy.association(here):
        row = Token.objects.get(ref=found.token.ref)
    assert found.secret.startswith("kept_")
    assert len(found.secret) > 40
    assert row.sha256 == held.sha256(found.secret)
    assert found.secret not in str(vars(row))
    assert row.scopes == ["read", "record"]
    assert made(here).secret != found.secret


def test_the_event_names_the_token_and_never_its_secret(here: Association, bea: Account) -> None:
    ends = t("Friday 2027-01-01 00:00")
    found = made(here, expires_at=ends)
    with tenancy.association(here):
        event = Event.objects.get(kind="token.created")
    assert event.by == BY
    assert event.facts == {
        "token": found.token.ref,
        "account": "bea",
        "scopes": "read, record",
        "expires_at": ends.isoformat(),
    }


@pytest.mark.parametrize(
    ("more", "field", "sentence"),
    [
        ({"account": "nobody"}, "account", "Nobody called “nobody” works here today."),
        ({"name": "  "}, "name", "which system it is for"),
        ({"name": "x" * 101}, "name", "at most 100"),
        ({"name": "two\nlines"}, "name", "which system it is for"),
        ({"scopes": []}, "scopes", "The scopes are: read, personal, record, figures, hooks."),
        ({"scopes": ["read", "write"]}, "scopes", "There is no scope “write”."),
        ({"expires_at": NOW}, "expires_at", "would have ended already"),
        ({"expires_at": datetime(2027, 1, 1)}, "expires_at", "which zone"),  # noqa: DTZ001  that is the point
    ],
)
def test_what_cannot_be_a_token_is_refused_in_a_sentence(
    here: Association, bea: Account, more: dict[str, object], field: str, sentence: str
) -> None:
    refused = create(here, **more)
    assert isinstance(refused, Refused)
    assert refused.field == field
    assert sentence in refused.sentence


def test_whoever_has_left_gets_none(here: Association, bea: Account) -> None:
    people.end_membership(association=here, handle="bea", last_on=date(2026, 4, 7), by=BY, at=NOW)
    assert isinstance(create(here), Refused)


def test_a_digest_finds_its_bearer_without_an_association_and_a_stranger_finds_nobody(
    here: Association, bea: Account
) -> None:
    found = made(here)
    bearer = held.bearer(held.sha256(found.secret))
    assert bearer is not None
    assert (bearer.token, bearer.account, bearer.slug) == (found.token.pk, bea.pk, "small")
    assert bearer.scopes == {Scope.READ.value, Scope.RECORD.value}
    assert held.bearer(held.sha256(found.secret + "x")) is None
    assert held.bearer("") is None


def test_the_token_of_a_closed_account_finds_nobody(here: Association, bea: Account) -> None:
    found = made(here)
    people.close_account(association=here, handle="bea", by=BY, at=NOW)
    assert held.bearer(held.sha256(found.secret)) is None


def test_a_revoked_token_says_when_and_revoking_twice_leaves_one_event(
    here: Association, bea: Account
) -> None:
    found = made(here)
    for later in (NOW, NOW + timedelta(hours=1)):
        done = tokens.revoke(association=here, token=found.token.ref.lower(), by=BY, at=later)
        assert isinstance(done, Token)
        assert done.revoked_at == NOW
    bearer = held.bearer(held.sha256(found.secret))
    assert bearer is not None
    assert bearer.revoked_at == NOW
    with tenancy.association(here):
        assert Event.objects.filter(kind="token.revoked").count() == 1


def test_an_unknown_token_cannot_be_revoked_nor_that_of_another(
    here: Association, there: Association, bea: Account
) -> None:
    found = made(here)
    for where, ref in ((here, "nothing"), (there, found.token.ref)):
        refused = tokens.revoke(association=where, token=ref, by=BY, at=NOW)
        assert isinstance(refused, Refused)
        assert refused.field == "token"


def test_its_last_use_is_noted_now_and_then(here: Association, bea: Account) -> None:
    found = made(here)
    noted = []
    for minutes in (0, 9, 10):
        bearer = held.bearer(held.sha256(found.secret))
        assert bearer is not None
        with tenancy.association(here):
            held.used(bearer, at=NOW + timedelta(minutes=minutes))
            noted.append(Token.objects.get(pk=found.token.pk).last_used_at)
    assert noted == [NOW, NOW, NOW + timedelta(minutes=10)]


def test_an_answer_is_given_again_for_a_day_and_then_forgotten(here: Association, bea: Account) -> None:
    token = made(here).token.pk
    with tenancy.association(here):
        first = held.claim(token, "k", "a", at=NOW)
        assert (first.same, first.answer) == (True, None)
        held.answered(first, 201, "{}")
        again = held.claim(token, "k", "a", at=NOW)
        assert (again.same, again.status, again.answer) == (True, 201, "{}")
        assert held.claim(token, "k", "b", at=NOW).same is False
        assert held.forget(NOW + timedelta(hours=24)) == 0
        assert held.forget(NOW + timedelta(hours=24, seconds=1)) == 1
        assert held.claim(token, "k", "b", at=NOW).answer is None
