"""What happens when somebody signs a round through an office?

    done = inspect(association=karin, checklist="reception-daily", office="main", uid=sheet,
                   answers={"clean": Answer("fine"), "water": Answer("not", words="The machine is empty")},
                   by="ann", at=now, membership=ann)
    done.thread, done.defects         # the record of the round, and one thread for each thing to put right

The round, what it found, the defects with the days by which they are put right, and the duty that it fulfils
are on record together or not at all. A sheet is taken once, however often it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.actions.working.once_more import once_more
from kept.actions.working.photographs import Brought, keep_all, told_of
from kept.casework import Grade, Refused
from kept.casework.housekeeping import INSPECTION_DONE
from kept.casework.inspecting import FINE, LEFT, NOT, Answer, Fault, defect_facts, faults, fix_by, is_hazard
from kept.casework.permissions import ROLES, Permission, may
from kept.rulebook import Rulebook
from kept.rulebook.checklists import Checklist
from kept.rulebook.model import DUTY_BEGAN, DUTY_DONE
from kept.store import files, premises, rules, tenancy
from kept.store.files import File
from kept.store.models import Association, Event, Finding, Inspection, Membership, Office, Thread
from kept.workclock import local_date

MACHINE, CHECKLISTS = "machine", "checklists"
FOUND = "defect.found"
LONGEST = 2_000
EARLIEST = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Inspected:
    """A round on record: its own thread, and the threads of what has to be put right, by item."""

    id: int
    thread: str
    defects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """What keeps a sheet from being taken, question by question."""

    faults: tuple[Fault, ...]


def inspect(
    *,
    association: Association | str,
    checklist: str,
    office: str,
    answers: Mapping[str, Answer],
    uid: str,
    by: str,
    at: datetime,
    done_at: datetime | None = None,
    words: str = "",
    photographs: Mapping[str, Sequence[Brought]] | None = None,
    membership: Membership | None = None,
) -> Inspected | Wrong | Refused:
    """Take the sheet of one round, or say what is missing on it."""
    if not by:
        raise ValueError("Every event says who told it: give `by`.")
    now = at.astimezone(UTC)
    moment = done_at.astimezone(UTC) if done_at else now
    with tenancy.association(association) as here:
        rulebook = rules.current(here)
        found = next((each for each in rulebook.room(CHECKLISTS) if each.name == checklist), None)
        place = Office.objects.filter(association=here, slug=office).first()
        refused = _refusal(found, place, membership, moment, now, words)
        if refused is not None or found is None or place is None:
            return refused or Refused("There is no such round here. Load the page again.", "checklist")
        sheet = _Sheet(here, rulebook, found, place, answers, uid, by, now, moment, words, membership)
        wrong = sheet.faults()
        if wrong:
            return Wrong(tuple(wrong))
        kept: dict[str, list[File]] = {}
        for name, brought in (photographs or {}).items():
            done = keep_all(here, brought, by=by, at=now)
            if isinstance(done, Refused):
                return Wrong((Fault(f"{name}-photo", done.sentence),))
            kept[name] = done
    return once_more(lambda: sheet.taken(kept))


def _refusal(
    checklist: Checklist | None,
    office: Office | None,
    membership: Membership | None,
    done_at: datetime,
    now: datetime,
    words: str,
) -> Refused | None:
    if membership is not None and not may(membership.role, Permission.RECORD):
        return Refused("Your role reads and does not record. Ask a colleague to make the round.", "checklist")
    if checklist is None:
        return Refused("There is no such round here. Load the page again.", "checklist")
    if office is None or not checklist.at(office.slug):
        return Refused("This round is not made at that office. Choose another.", "office")
    wanted = [ROLES[each].label.lower() for each in checklist.roles if each in ROLES]
    if membership is not None and wanted and membership.role not in checklist.roles:
        who = " or ".join(wanted)
        return Refused(f"A {who} makes this round. Ask one of them to sign it.", "checklist")
    if done_at > now:
        return Refused("This is still to come. Give the time at which you went round.", "done_at")
    if done_at < now - EARLIEST:
        return Refused("This is more than a month ago. Make the round again.", "done_at")
    if len(words) > LONGEST or "\x00" in words:
        return Refused(f"Say it in at most {LONGEST:,} characters.", "words")
    return None


@dataclass(frozen=True)
class _Sheet:
    """One sheet being taken."""

    here: Association
    rulebook: Rulebook
    checklist: Checklist
    office: Office
    answers: Mapping[str, Answer]
    uid: str
    by: str
    now: datetime
    moment: datetime
    words: str
    membership: Membership | None

    def faults(self) -> list[Fault]:
        """What is wrong with it, item by item."""
        known = premises.all_held(self.here)
        today = local_date(self.rulebook.calendar_for(self.office.slug), self.now)
        found: list[Fault] = []
        for item in self.checklist.items:
            answer = self.answers.get(item.name, Answer())
            words = premises.said(known, item.held, self.office.slug) if item.held else ""
            found += faults(item.name, item, answer, today=today, held=words)
            if self.checklist.all_right and answer.result in (NOT, LEFT):
                found.append(
                    Fault(f"{item.name}-result", "Nothing goes out before this is right. Put it right first.")
                )
        return found

    def taken(self, kept: Mapping[str, Sequence[File]]) -> Inspected:
        """Write it, once."""
        with tenancy.association(self.here):
            before = Inspection.objects.filter(association=self.here, uid=self.uid).first()
            if before is not None:
                return self._as_it_is(before)
            results = [self.answers[each.name].result for each in self.checklist.items]
            counts = {each: results.count(each) for each in (FINE, NOT, LEFT)}
            tellings = [self._round(counts), *self._defects(), *self._duty()]
            told = tell(tellings, association=self.here, by=self.by, at=self.now)
            if told.refused is not None:
                raise ValueError(told.refused.sentence)
            refs = [each.thread or "" for each in told.results]
            row = Inspection.objects.create(
                association=self.here,
                uid=self.uid,
                thread=refs[0],
                checklist=self.checklist.name,
                office=self.office,
                done_at=self.moment,
                done_by=self.by,
                told_at=self.now,
                words=self.words,
                passed=counts[FINE],
                failed=counts[NOT],
                left_out=counts[LEFT],
            )
            defects = dict(zip((name for name, _answer in self._to_put_right()), refs[1:], strict=False))
            Finding.objects.bulk_create(
                Finding(
                    association=self.here,
                    inspection=row,
                    item=item.name,
                    result=(answer := self.answers[item.name]).result,
                    measured=answer.number,
                    # What is not right is told on its own thread, where it can be erased; not twice.
                    words="" if item.name in defects else _words(answer),
                    defect=defects.get(item.name, ""),
                )
                for item in self.checklist.items
            )
            self._photographs(kept, refs[0], defects)
            return Inspected(row.pk, row.thread, defects)

    def _as_it_is(self, row: Inspection) -> Inspected:
        found = Finding.objects.filter(inspection=row).exclude(defect="")
        return Inspected(row.pk, row.thread, dict(found.values_list("item", "defect")))

    def _round(self, counts: Mapping[str, int]) -> Telling:
        facts = {
            "checklist": self.checklist.name,
            "sheet": self.uid,
            "fine": counts[FINE],
            "not_right": counts[NOT],
            "left_out": counts[LEFT],
        }
        return Telling(
            INSPECTION_DONE,
            self.moment,
            facts,
            uid=f"round:{self.uid}",
            via=MACHINE,
            grade=Grade.STAFF,
            office=self.office.slug,
        )

    def _to_put_right(self) -> list[tuple[str, Answer]]:
        """What is not right and can be put right, in the order of the sheet."""
        asked = ((each.name, self.answers[each.name]) for each in self.checklist.items)
        return [(name, each) for name, each in asked if each.result == NOT and not each.lasting]

    def _defects(self) -> list[Telling]:
        calendar = self.rulebook.calendar_for(self.office.slug)
        found = []
        for name, answer in self._to_put_right():
            item = self.checklist.item(name)
            assert item is not None
            hazard = is_hazard(item, answer)
            day = answer.fix_by or fix_by(item, calendar, self.now, hazard=hazard)
            found.append(
                Telling(
                    FOUND,
                    self.moment,
                    defect_facts(self.checklist, name, item, answer, day),
                    uid=f"defect:{self.uid}:{name}",
                    office=self.office.slug,
                    owner=answer.owner or (self.by if self.membership is not None else None),
                )
            )
        return found

    def _duty(self) -> list[Telling]:
        """The duty that the round fulfils, begun with it where nobody had begun it for this office."""
        promises = self.rulebook.duties.items()
        clause = next(
            (key for key, each in promises if self.checklist.does and each.name == self.checklist.does), None
        )
        if clause is None:
            return []
        subject = f"duty:{clause}:{self.office.slug}"
        done = Telling(DUTY_DONE, self.moment, {}, uid=f"duty:{self.uid}", office=self.office.slug)
        began = Event.objects.filter(association=self.here, kind=DUTY_BEGAN, facts__duty=clause)
        on = Thread.objects.filter(pk__in=began.values("thread"), closed_at__isnull=True)
        thread = on.filter(office=self.office).order_by("pk").values_list("ref", flat=True).first()
        if thread is not None:
            return [_on(done, thread=thread)]
        begin = Telling(
            DUTY_BEGAN,
            self.moment,
            {"duty": clause, "what": self.office.name},
            uid=subject,
            subject=subject,
            office=self.office.slug,
        )
        return [begin, _on(done, subject=subject)]

    def _photographs(
        self, kept: Mapping[str, Sequence[File]], thread: str, defects: Mapping[str, str]
    ) -> None:
        """Each belongs to the defect that it shows, or to the round."""
        tellings = []
        refs = {name: defects.get(name, thread) for name in kept}
        ids = dict(Thread.objects.filter(ref__in=set(refs.values())).values_list("ref", "pk"))
        there: set[str] = set()
        for name, its in kept.items():
            item = self.checklist.item(name)
            says = item.asks if item else ""
            for file in its:
                files.tie(self.here, ids[refs[name]], file, self.by, self.now, says=says)
                told = told_of(refs[name], file, says, self.now)
                if told.uid not in there:
                    there.add(told.uid or "")
                    tellings.append(told)
        if tellings:
            tell(tellings, association=self.here, by=self.by, at=self.now)


def _on(telling: Telling, *, thread: str | None = None, subject: str | None = None) -> Telling:
    return Telling(
        telling.kind,
        telling.happened_at,
        telling.facts,
        uid=telling.uid,
        thread=thread,
        subject=subject,
        office=telling.office,
    )


def _words(answer: Answer) -> str:
    """Everything that was said of the item, in one piece."""
    instead = f"Instead: {answer.alternative}" if answer.alternative else ""
    parts = [answer.words, answer.said, answer.reason, instead]
    return "\n".join(each for each in parts if each)
