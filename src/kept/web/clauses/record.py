"""What does the policy say of itself: who answers for it, what it replaced, when it is looked at again?

    record_page(here).due       # "Sunday 1 February 2026"

What the document says stands beside what is in the registers of the house since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.casework import policy_record as pure
from kept.casework import registers as casework
from kept.casework.policy_life import IN_FORCE
from kept.casework.policy_record import Standing
from kept.rulebook.policy_record import ANSWERS, AUTHOR, GROUP, REVIEWS, PolicyRecord, When
from kept.rulebook.registers import Register
from kept.store import policy_versions, registers
from kept.store.accounts import names_by_handle, people_at
from kept.store.models import RegisterEntry
from kept.store.policy_record import POSTS, REVIEWED, record_of, reviews_of
from kept.store.policy_versions import VersionRow
from kept.web.shared.access import Here
from kept.web.shared.words import Words, day_words, month_words

CONTACT, DOCUMENTS, EARLIER = "policy-contact", "policy-documents", "earlier-policies"
KEPT_IN = (POSTS, CONTACT, DOCUMENTS, REVIEWED, EARLIER)
OF_TASK = {"owner": ANSWERS, "reviewer": REVIEWS, "author": AUTHOR}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of the policy; `whose` is the colleague who has that task now."""

    label: str
    value: str
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One day in the life of the policy."""

    when: str
    what: str
    note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that goes with the policy, or one that it replaced."""

    title: str
    version: str
    tags: tuple[Words, ...]
    address: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The page; empty where the association's folder says nothing of its policy."""

    title: str
    says: str
    facts: tuple[Fact, ...]
    lacks: tuple[str, ...]
    life: tuple[Step, ...]
    due: str
    overdue: bool
    papers: tuple[Paper, ...]
    missing: tuple[str, ...]
    replaced: tuple[str, ...]
    earlier: tuple[Paper, ...]
    contact: tuple[Fact, ...]
    ask: str
    books: tuple[tuple[str, str], ...]


def record_page(here: Here) -> RecordPage:
    """The policy of the association."""
    known = {each.name: each for each in here.rulebook.room("registers") if each.name in KEPT_IN}
    held: dict[str, list[RegisterEntry]] = {each: [] for each in KEPT_IN}
    for each in registers.all_current(here.association, known):
        held[each.register].append(each)
    today = here.calendar.local(here.at).date()
    reviews, found = reviews_of(held[REVIEWED]), record_of(here.rulebook)
    versions = [each for each in policy_versions.versions_of(here.association, today) if each.draft]
    approved = any(each.stands.how == IN_FORCE for each in versions) or any(
        each.facts.get("approved_on") for each in held[REVIEWED]
    )
    stands = pure.standing(found, reviews, approved=approved, today=today)
    people = {each.account.handle: each.account.name for each in people_at(here.association, today)}
    posts = {str(each.facts.get("task", "")): str(each.facts.get("holder", "")) for each in held[POSTS]}
    documents = _documents(here, known.get(DOCUMENTS), held[DOCUMENTS], today)
    uncovered = (
        casework.uncovered(known[DOCUMENTS], [each.facts for each in held[DOCUMENTS]])
        if DOCUMENTS in known
        else ()
    )
    return RecordPage(
        title=here.rulebook.association.title,
        says=found.says,
        facts=tuple(_facts(here, found, posts, people)),
        lacks=(*_lacking(found, stands, today), *_gone(posts, people), *_changed(documents)),
        life=tuple(_life(here, found, held[REVIEWED], stands, versions)),
        due=day_words(stands.due) if stands.due else "",
        overdue=pure.OVERDUE in stands.lacks,
        papers=tuple(paper for paper, _due in documents),
        missing=tuple(_choice(known[DOCUMENTS], name, value) for name, value in uncovered),
        replaced=found.replaces,
        earlier=tuple(_paper(here, each, ()) for each in held[EARLIER]),
        contact=tuple(_contact(held[CONTACT])),
        ask=reverse("capture-kind", args=[here.slug, "enquiry.received"]),
        books=tuple(
            (each.title, reverse("register-opened", args=[here.slug, each.name])) for each in known.values()
        ),
    )


def _facts(
    here: Here, record: PolicyRecord, posts: Mapping[str, str], people: Mapping[str, str]
) -> Iterable[Fact]:
    labels = {
        "owner": _("Answers for it"),
        "reviewer": _("Sees to its review"),
        "author": _("Wrote it, and takes what should be changed"),
    }
    for task, label in labels.items():
        named, whose = record.post(OF_TASK[task]), people.get(posts.get(task, ""), "")
        if named or whose:
            yield Fact(label, named or whose, whose if named else "")
    if record.post(GROUP):
        yield Fact(_("Group that is responsible"), record.post(GROUP))
    yield Fact(_("In force from"), day_words(here.rulebook.starts_on))
    if record.effective:
        yield Fact(_("Takes effect, as the document says"), _when(record.effective))
    yield Fact(_("Version in Kept"), here.rulebook.version[:12])
    if record.statutes:
        yield Fact(_("Law that it names"), "; ".join(record.statutes))


def _when(when: When) -> str:
    return month_words(when.on) if when.whole_month else day_words(when.on)


def _lacking(record: PolicyRecord, stands: Standing, today: date) -> Iterable[str]:
    """What is to be put right, as sentences."""
    said = {
        pure.REVIEWING: _("The document is marked as being reviewed. It binds all the same."),
        pure.NOT_APPROVED: _("No day of approval is on record. Write down the review that approved it."),
        pure.NO_REVIEW: _("No review is on record yet."),
        pure.NO_DATE: _("No day is set for the next review."),
    }
    for each in stands.lacks:
        if each == pure.OVERDUE:
            assert stands.due is not None
            day = day_words(stands.due)
            yield _("The review has been due since %(day)s. It stays so until one is written down.") % {
                "day": day
            }
        else:
            yield said[each]


def _gone(posts: Mapping[str, str], people: Mapping[str, str]) -> Iterable[str]:
    gone = {each for each in posts.values() if each not in people}
    for _handle, name in sorted(names_by_handle(gone).items()) if gone else ():
        yield _(
            "%(who)s does not work here any more and still has a task of this policy. Name somebody else."
        ) % {"who": name}


def _documents(
    here: Here, register: Register | None, rows: Sequence[RegisterEntry], today: date
) -> list[tuple[Paper, bool]]:
    """Each with its tags, and whether somebody has to compare it with the policy again."""
    if register is None:
        return []
    checks = registers.checks_of(here.association, [each.pk for each in rows])
    found = []
    for each in rows:
        look = checks.get(each.pk)
        compare = look is None or look.edition != each.edition
        tags = []
        until = casework.day_in(each.facts, "review_by")
        if until is not None and until < today:
            tags.append(Words(_("Its review was due on %(day)s") % {"day": day_words(until)}, "bad"))
        if compare:
            tags.append(Words(_("To be compared with the policy"), "soon"))
        elif look is not None and register.check is not None and look.result in register.check.failed:
            tags.append(Words(_("Differs: what holds is written with it"), "bad"))
        else:
            tags.append(Words(_("Agrees"), "good"))
        found.append((_paper(here, each, tuple(tags)), compare))
    return found


def _changed(documents: Sequence[tuple[Paper, bool]]) -> Iterable[str]:
    n = sum(compare for _paper, compare in documents)
    if n:
        yield ngettext(
            "%(n)s document that goes with it is to be compared with it.",
            "%(n)s documents that go with it are to be compared with it.",
            n,
        ) % {"n": n}


def _paper(here: Here, entry: RegisterEntry, tags: tuple[Words, ...]) -> Paper:
    version = str(entry.facts.get("version") or entry.facts.get("replaced_by") or "")
    return Paper(entry.title, version, tags, reverse("register-entry", args=[here.slug, entry.pk]))


def _choice(register: Register, name: str, value: str) -> str:
    field = register.field(name)
    return dict(field.choices).get(value, value) if field is not None else value


def _life(
    here: Here,
    record: PolicyRecord,
    reviews: Sequence[RegisterEntry],
    stands: Standing,
    versions: Sequence[VersionRow],
) -> Iterable[Step]:
    """Approvals and reviews in the order of time, those that came late with by how much."""
    late = {each.on: each for each in stands.late}
    steps: list[tuple[date, int, Step]] = [
        (each.on, 1, Step(_when(each), _("Approved by the Board"))) for each in record.approved
    ]
    for when in record.reviewed:
        steps.append((when.on, 0, Step(_when(when), _("Reviewed"), _late_words(late.get(when.on)))))
    for entry in reviews:
        on, approved = (casework.day_in(entry.facts, each) for each in ("reviewed_on", "approved_on"))
        assert on is not None
        address = reverse("register-entry", args=[here.slug, entry.pk])
        steps.append((on, 0, Step(day_words(on), _("Reviewed"), _late_words(late.get(on)), address)))
        if approved is not None:
            minute = _("Minute: %(minute)s") % {"minute": entry.facts.get("minute", "")}
            steps.append((approved, 1, Step(day_words(approved), _("Approved"), minute, address)))
    for version in versions:
        assert version.draft is not None
        on, what = version.draft.approved_on, _("Change approved: %(what)s") % {"what": version.draft.title}
        if on is not None:
            minute = _("Minute: %(minute)s") % {"minute": version.draft.minute}
            address = reverse("policy-version", args=[here.slug, version.short])
            steps.append((on, 1, Step(day_words(on), what, minute, address)))
    return [step for _on, _order, step in sorted(steps, key=lambda each: each[:2])]


def _late_words(late: pure.Late | None) -> str:
    if late is None:
        return ""
    said = ngettext(
        "%(n)s month late: it was due on %(day)s", "%(n)s months late: it was due on %(day)s", late.months
    )
    return said % {"n": late.months, "day": day_words(late.due)}


def _contact(rows: Sequence[RegisterEntry]) -> Iterable[Fact]:
    if not rows:
        return
    facts = rows[-1].facts
    yield Fact(_("Ask"), rows[-1].title)
    yield Fact(_("Telephone"), str(facts.get("phone", "")))
    yield Fact(_("Fax"), str(facts.get("fax") or _("We have no fax any more.")))
    yield Fact(_("E-mail"), str(facts.get("email", "")))
    yield Fact(_("Website"), str(facts.get("website", "")))
