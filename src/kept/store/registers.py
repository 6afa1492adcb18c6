"""What do the registers of the house say now, of whom, and what in them asks to be looked at?

    current(karin, "identity-cards", bea)           # her card: a RegisterEntry, or none
    card_of(bea, on=today)                          # Card("K-0142", …), or None where hers is not valid
    called(karin, [bea.pk])[bea.pk].words           # "Ms Malik", as she wants customers to know her

The association must be active. Registers are short: what is asked of them is worked out in `casework`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from kept.casework.registers import name_words
from kept.store.models import Account, Association, Office, RegisterEntry, RegisterLog

CARDS, RECORDS = "identity-cards", "staff-record"
SKILLS_HELD, SKILLS_NEEDED, TRAINING = "skills-held", "skills-needed", "training"

# What is done about a standard that does not go well enough.
IMPROVEMENTS = "improvement-actions"


@dataclass(frozen=True, slots=True)
class Card:
    """An identity card that is valid."""

    number: str
    expires_on: date | None
    entry: int


@dataclass(frozen=True, slots=True)
class Called:
    """How customers know one of us: the name in the form that they chose, and their post."""

    words: str
    job_title: str = ""
    extension: str = ""
    leads: str = ""


def entries(association: Association, register: str, *, ended: bool = False) -> QuerySet[RegisterEntry]:
    """The entries of one register in the order of their titles; those that came to an end on demand."""
    rows = RegisterEntry.objects.filter(association=association, register=register)
    if not ended:
        rows = rows.filter(ended_on=None)
    return rows.select_related("account", "office").order_by("title", "id")


def all_current(association: Association, registers: Iterable[str]) -> QuerySet[RegisterEntry]:
    """What holds now of all of these, in the order of their titles."""
    rows = RegisterEntry.objects.filter(association=association, register__in=tuple(registers), ended_on=None)
    return rows.select_related("account", "office").order_by("title", "id")


def current(
    association: Association, register: str, subject: Account | Office | int | None = None
) -> tuple[RegisterEntry, ...]:
    """What holds now of that register: all of it, or of one colleague (or their account's id) or office."""
    rows = entries(association, register)
    if isinstance(subject, Office):
        rows = rows.filter(office=subject)
    elif subject is not None:
        rows = rows.filter(account=subject)
    return tuple(rows)


def find(association: Association, pk: int) -> RegisterEntry | None:
    """One entry."""
    rows = RegisterEntry.objects.filter(association=association, pk=pk)
    return rows.select_related("account", "office").first()


def log_of(entry: RegisterEntry) -> tuple[RegisterLog, ...]:
    """Whatever was done to an entry, the latest first."""
    rows = RegisterLog.objects.filter(association=entry.association_id, entry=entry)
    return tuple(rows.select_related("account").order_by("-at", "-id"))


def checks_of(association: Association, ids: Collection[int]) -> Mapping[int, RegisterLog]:
    """The latest look at each of these entries, by entry."""
    rows = RegisterLog.objects.filter(association=association, entry__in=ids, what="checked")
    latest = rows.order_by("entry", "-at", "-id").distinct("entry")
    return {each.entry_id: each for each in latest}


def signed(association: Association, ids: Collection[int]) -> Mapping[int, Mapping[int, RegisterLog]]:
    """Who has confirmed the edition of each entry that holds now: by entry, then by account."""
    rows = RegisterLog.objects.filter(association=association, entry__in=ids, what="signed")
    found: dict[int, dict[int, RegisterLog]] = {}
    for each in rows.select_related("entry").order_by("at", "id"):
        if each.account_id is not None and each.edition == each.entry.edition:
            found.setdefault(each.entry_id, {})[each.account_id] = each
    return found


def unconfirmed(
    association: Association, rows: Sequence[RegisterEntry], account: int
) -> tuple[RegisterEntry, ...]:
    """Those of these entries that the account has not confirmed in the edition that holds; one query."""
    done = signed(association, [each.pk for each in rows])
    return tuple(each for each in rows if account not in done.get(each.pk, {}))


def naming(association: Association, sha256: str) -> tuple[RegisterEntry, ...]:
    """The entries that name this file, or named it before."""
    text = Cast("facts", TextField())
    rows = RegisterEntry.objects.filter(association=association).annotate(text=text)
    before = RegisterLog.objects.filter(association=association).annotate(text=text)
    found = rows.filter(
        Q(text__contains=sha256) | Q(pk__in=before.filter(text__contains=sha256).values("entry"))
    )
    return tuple(found.select_related("account"))


def matching(association: Association, registers: Iterable[str], said: str) -> QuerySet[RegisterEntry]:
    """Entries of these registers in which every one of the words stands, as it is or as a part."""
    rows = RegisterEntry.objects.filter(association=association, register__in=tuple(registers), ended_on=None)
    for word in said.casefold().split()[:8]:
        rows = rows.filter(words__contains=word)
    return rows.select_related("account", "office").order_by("register", "title", "id")


def card_of(account: Account | int, on: date) -> Card | None:
    """The identity card that they carry, if they have one and it is valid on that day."""
    rows = RegisterEntry.objects.filter(register=CARDS, account=account).order_by("-made_at", "-id")
    for each in rows:
        if _valid(each, on):
            return Card(str(each.facts.get("number", "")), _day(each.facts.get("expires_on")), each.pk)
    return None


def card_matches(association: Association, number: str, name: str, on: date) -> str:
    """Whether a card of ours has that number and bears that name: matches, not_valid or no_match.

    A name matches in any form in which its bearer may write it; spaces and capitals do not matter.
    """
    wanted, said = _plain(number), _plain(name)
    rows = RegisterEntry.objects.filter(association=association, register=CARDS).select_related("account")
    mine = [each for each in rows if _plain(str(each.facts.get("number", ""))) == wanted]
    forms = called(association, {each.account_id for each in mine if each.account_id is not None})
    mine = [each for each in mine if each.account is not None and said in _forms(each.account, forms)]
    if not mine or not wanted or not said:
        return "no_match"
    return "matches" if any(_valid(each, on) for each in mine) else "not_valid"


def _plain(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())


def _forms(account: Account, forms: Mapping[int, Called]) -> set[str]:
    known = forms.get(account.pk)
    return {_plain(account.name), _plain(known.words if known else account.name)}


def _valid(each: RegisterEntry, on: date) -> bool:
    until, since = _day(each.facts.get("expires_on")), _day(each.facts.get("issued_on"))
    held = each.ended_on is None or each.ended_on > on
    return held and (until is None or until >= on) and (since is None or since <= on)


def called(association: Association, accounts: Collection[int]) -> Mapping[int, Called]:
    """How customers know each of these; whoever has no record is known by the name of their account."""
    people = {each.pk: each.name for each in Account.objects.filter(pk__in=accounts)}
    rows = RegisterEntry.objects.filter(
        association=association, register=RECORDS, account__in=accounts, ended_on=None
    )
    facts = {each.account_id: each.facts for each in rows.order_by("id")}
    return {pk: _called(name, facts.get(pk, {})) for pk, name in people.items()}


def _called(name: str, facts: Mapping[str, object]) -> Called:
    text = {key: str(value) for key, value in facts.items() if value is not None}
    words = name_words(
        name,
        form=text.get("name_form", ""),
        title=text.get("name_title", ""),
        surname=text.get("surname", ""),
    )
    return Called(words, text.get("job_title", ""), text.get("extension", ""), text.get("leads", ""))


def line_manager_of(association: Association, account: Account | int) -> Account | None:
    """Who leads them by their record, if that says so and whoever it is still works here."""
    pk = account if isinstance(account, int) else account.pk
    said = called(association, [pk]).get(pk)
    return Account.objects.filter(handle=said.leads, is_active=True).first() if said and said.leads else None


def skills_of(association: Association, accounts: Collection[int], on: date) -> Mapping[int, set[str]]:
    """What each of these can do on that day, in small letters."""
    rows = RegisterEntry.objects.filter(
        association=association, register=SKILLS_HELD, account__in=accounts, ended_on=None
    )
    found: dict[int, set[str]] = {each: set() for each in accounts}
    for each in rows:
        until = _day(each.facts.get("expires_on"))
        if each.account_id is not None and (until is None or until >= on):
            found[each.account_id].add(str(each.facts.get("skill", "")).strip().casefold())
    return found


def skills_needed(association: Association) -> Mapping[str, tuple[str, ...]]:
    """What each post asks for, by job title, in the words of the register."""
    found: dict[str, list[str]] = {}
    for each in entries(association, SKILLS_NEEDED):
        found.setdefault(str(each.facts.get("job_title", "")), []).append(str(each.facts.get("skill", "")))
    return {title: tuple(sorted(set(skills))) for title, skills in found.items()}


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None
