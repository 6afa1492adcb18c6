"""What do all acts on a register need: which it is, who may keep it, whose an entry is, and who is called?

    register_of(karin, "identity-cards")                # the Register, or a refusal
    may_keep(register, membership, whose)               # None, or the sentence that says who does
    calls(karin, register, entry, at=now)               # whoever leads hears of what must be put right

The caller has made the association active and holds the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kept.casework import Refused
from kept.casework import registers as casework
from kept.casework.permissions import LINE
from kept.casework.registers import URGENT, Answers, Entry, Known
from kept.rulebook.registers import HOUSE, OFFICE, STAFF, Register
from kept.store import notices, rules
from kept.store.accounts import people_at
from kept.store.models import Account, Association, Membership, Office, RegisterEntry
from kept.workclock import local_date

# An id that no account has.
ACCOUNT_OF_NOBODY = 0
_SAID = {
    casework.FAILED: "{title}: {entry} was found wanting. Look at it, and say what is done about it.",
    casework.NONE_LEFT: "{title}: there is no {entry} left, and there must always be some.",
}


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose an entry is: a colleague, an office, or the house itself."""

    account: Account | None = None
    office: Office | None = None

    @property
    def name(self) -> str:
        """For people."""
        return self.account.name if self.account else self.office.name if self.office else ""

    @property
    def handle(self) -> str:
        """Of the colleague, where it is one."""
        return self.account.handle if self.account else ""


def registers_of(here: Association) -> tuple[Register, ...]:
    """Every register of the association, in the order of its policy."""
    found: tuple[Register, ...] = rules.current(here).room("registers")
    return found


def register_of(here: Association, name: str) -> Register | Refused:
    """One of them."""
    found = next((each for each in registers_of(here) if each.name == name), None)
    return found or Refused("There is no such register here. Choose one from the list.", "register")


def may_keep(register: Register, membership: Membership | None, whose: Account | None) -> Refused | None:
    """Refuse whoever does not keep it; Kept itself may."""
    if membership is None:
        return None
    theirs = whose is not None and whose.pk == membership.account_id
    return casework.check_may_keep(register, membership.role, theirs=theirs)


def subject_of(here: Association, register: Register, said: str, at: datetime) -> Whose | Refused:
    """The colleague or office that an entry is of."""
    if register.of == HOUSE:
        return Whose()
    if register.of == OFFICE:
        office = Office.objects.filter(association=here, slug=said).first()
        return Whose(office=office) if office else Refused("Choose the office.", "subject")
    assert register.of == STAFF
    members = people_at(here, local_date(rules.current(here).calendar_for(None), at))
    account = next((each.account for each in members if each.account.handle == said), None)
    return Whose(account=account) if account else Refused("Choose a colleague who works here.", "subject")


def known_of(here: Association, at: datetime) -> Known:
    """What answers may name here today."""
    rulebook = rules.current(here)
    members = people_at(here, local_date(rulebook.calendar_for(None), at))
    jobs = tuple(title for title, _role in rulebook.association.roles)
    return Known(jobs, tuple(each.account.handle for each in members), casework.hours_words(rulebook))


def answers_of(here: Association, register: Register, given: Mapping[str, str], at: datetime) -> Answers:
    """The answers, read."""
    return casework.read_answers(register, given, known_of(here, at))


def held_entry(here: Association, pk: int) -> RegisterEntry | None:
    """The entry, held; None where there is none."""
    rows = RegisterEntry.objects.select_for_update(of=("self",)).filter(association=here, pk=pk)
    return rows.select_related("account", "office", "association").first()


def written(
    entry: RegisterEntry,
    register: Register,
    facts: Mapping[str, object],
    subject: str,
    *,
    by: str,
    at: datetime,
) -> None:
    """Let the entry say that, with what follows from it."""
    entry.facts = dict(facts)
    entry.title = casework.title_of(register, facts, subject)
    entry.words = casework.words_of(register, facts, subject)
    entry.changed_by, entry.changed_at = by, at


def readers(here: Association, register: Register, entry: RegisterEntry, *, at: datetime) -> None:
    """Tell everybody of an edition that each of them has to read and confirm."""
    if not register.sign:
        return
    said = f"To be read and confirmed: {register.title}, {entry.title}."
    key = f"to-read:{entry.pk}:{entry.edition}"
    notices.tell(notices.people(here, at).members, what="register", key=key, said=said, at=at)


def calls(
    here: Association,
    register: Register,
    entry: RegisterEntry,
    *,
    at: datetime,
    result: str = "",
    key: str = "",
) -> None:
    """Tell whoever leads of what must be put right at once."""
    day = local_date(rules.current(here).calendar_for(None), at)
    asks = casework.wants(register, Entry(entry.facts, day, looked_on=day, result=result), today=day)
    urgent = [each for each in asks if each.what in URGENT]
    if not urgent:
        return
    people = notices.people(here, at)
    leads = {account for role in LINE for account in people.of_role(role)}
    for each in urgent:
        said = _SAID[each.what].format(title=register.title, entry=entry.title)
        name = key or f"{entry.edition}:{at:%Y-%m-%dT%H:%M}"
        notices.tell(leads, what="register", key=f"register:{entry.pk}:{each.what}:{name}", said=said, at=at)
