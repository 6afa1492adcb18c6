"""How is a change of the policy drafted?

    begin(association=karin, title="Letters in five days", starts_on=january, uid="…", by="pat", at=now)
    change_clause(association=karin, draft=3, edition=1, clause="karin:letters.1",
                  values={"within": "5 working days"}, by="pat", at=now)
    change_file(association=karin, draft=3, edition=2, name="examples.yaml", text="…", by="pat", at=now)
    undo(association=karin, draft=3, edition=3, by="pat", at=now)

1. A draft may be saved with faults in it: nothing that somebody wrote is lost, and the check tells what is
   wrong. It goes no further until it is in order.
2. Each change makes another edition and is kept with what stood there before, so that it can be undone.
3. `edition` says which edition somebody had before them: what a colleague changed meanwhile in the same file
   is not overwritten. Saying again what stands there already writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime

from django.db.models import Max

from kept.actions.working.booked import Undone, kept_or_refused
from kept.actions.working.house import note
from kept.actions.working.policy_drafts import check_allowed, check_line, held, today_at
from kept.casework import Refused
from kept.casework.checked import examples_put_right
from kept.casework.housekeeping import DRAFT_BEGUN, DRAFT_CHANGED
from kept.casework.policy_life import CHANGE, CONSULTING, TAKE_OVER, for_residents
from kept.rulebook.clause_parts import with_parts, without_clause
from kept.rulebook.editing import CannotChange, with_value, without
from kept.rulebook.load import ASSOCIATION, CLAUSES, MOST_FILES, OWN_FILES, beside
from kept.rulebook.overtaken import differ, taken_over
from kept.rulebook.yamlread import LARGEST_FILE
from kept.store import drafts
from kept.store.accounts import names_by_handle
from kept.store.drafts import own_files
from kept.store.models import Association, Membership, PolicyDraft, PolicyDraftEdit, RulebookVersion
from kept.store.rules import NoRulebook

LONGEST_TITLE, LONGEST_WHY = 120, 2_000
_NAME = re.compile(rf"{CLAUSES}/[a-z0-9][a-z0-9-]{{0,60}}\.yaml\Z")
_STRAY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def begin(
    *,
    association: Association | str,
    title: str,
    starts_on: date | None,
    uid: str,
    by: str,
    at: datetime,
    why: str = "",
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """A draft that says what the newest policy says, to bind from another day; the same `uid` begins one."""
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        check_allowed(membership)
        before = PolicyDraft.objects.filter(association=here, uid=uid[:64]).first()
        if before is not None:
            return before
        said = check_line(title, "title", "Say in a few words what changes.", LONGEST_TITLE)
        if starts_on is None or starts_on < today_at(here, now):
            raise Undone(Refused("Choose the day from which it is to bind: today or later.", "starts_on"))
        if len(why) > LONGEST_WHY:
            raise Undone(Refused("Say it more briefly.", "why"))
        base, files = _newest(here)
        if starts_on <= base.starts_on:
            says = "It would begin no later than the policy that it changes. Choose a later day."
            raise Undone(Refused(says, "starts_on"))
        landlord = with_value(files[ASSOCIATION], ("starts_on",), starts_on.isoformat())
        highest = PolicyDraft.objects.filter(association=here).aggregate(most=Max("number"))["most"]
        made = PolicyDraft.objects.create(
            association=here,
            number=(highest or 0) + 1,
            uid=uid[:64],
            title=said,
            why=why.strip(),
            base=base,
            # What a version puts right is said of that version alone.
            files={**files, ASSOCIATION: without(landlord, ("corrects",))},
            begun_at=now,
            begun_by=by,
            changed_at=now,
            changed_by=by,
        )
        note(DRAFT_BEGUN, here=here, by=by, at=now, facts={"draft": made.number, "title": said})
        return made

    return kept_or_refused(act, association)


def _newest(here: Association) -> tuple[RulebookVersion, dict[str, str]]:
    try:
        return drafts.newest_of(here)
    except NoRulebook as problem:
        raise Undone(Refused(str(problem))) from None


def take_over(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    by: str,
    at: datetime,
    keep: Collection[str] = (),
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Let the draft change the policy as it is now, where that was changed since the draft was begun.

    `keep` names files that both changed, of which somebody has looked at both: the draft's stays.
    """
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        row = held(here, draft, TAKE_OVER, membership, now)
        newest, files = _newest(here)
        if not differ(drafts.base_files(row), files):
            return row
        if row.edition != edition:
            raise Undone(Refused("The draft has been changed since. Load the page again.", "edition"))
        found, clash = taken_over(base=drafts.base_files(row), newest=files, draft=row.files, keep=keep)
        if clash:
            says = (
                f"Both changed {', '.join(clash)}. Look at them, put into the draft what is missing, and say "
                "that the draft's stays."
            )
            raise Undone(Refused(says, "keep"))
        row.base = newest
        row.save(update_fields=["base"])
        return _write(here, row, found, "what changed in the policy meanwhile", by, now)

    return kept_or_refused(act, association)


def change_clause(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    clause: str,
    values: Mapping[str, str],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Let parts of a clause say something else; see `clause_parts` for their names."""
    tidy = {name: _STRAY.sub("", value) for name, value in values.items()}
    return _changed(
        association, draft, edition, lambda files: with_parts(files, clause, tidy), clause, by, at, membership
    )


def take_out_clause(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    clause: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Leave a clause out of the draft."""
    said = f"{clause} taken out"
    return _changed(
        association, draft, edition, lambda files: without_clause(files, clause), said, by, at, membership
    )


def change_file(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    name: str,
    text: str,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Let a whole file say something else; an empty one is taken out of the draft, a new one added."""
    plain = _STRAY.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if plain.strip():
        plain = f"{plain.rstrip()}\n"

    def edit(files: Mapping[str, str]) -> dict[str, str]:
        if name not in files and name not in OWN_FILES and not _NAME.match(name):
            allowed = f"{', '.join(OWN_FILES)}, or {CLAUSES}/ and a name in small letters that ends in .yaml"
            raise Undone(Refused(f"A policy has no file of this name. It has {allowed}.", "name"))
        if len(plain.encode()) > LARGEST_FILE or len(files) >= MOST_FILES:
            raise Undone(Refused("This is more than a policy holds. Divide the file.", "text"))
        rest = {each: held for each, held in files.items() if each != name}
        return {**rest, name: plain} if plain.strip() else rest

    return _changed(association, draft, edition, edit, name, by, at, membership)


def change_start(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    starts_on: date | None,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Let it bind from another day."""

    def edit(files: Mapping[str, str]) -> dict[str, str]:
        if starts_on is None:
            raise Undone(Refused("Choose the day from which it is to bind: today or later.", "starts_on"))
        text = with_value(files.get(ASSOCIATION, ""), ("starts_on",), starts_on.isoformat())
        return {**files, ASSOCIATION: text}

    return _changed(association, draft, edition, edit, "the first day", by, at, membership)


def put_examples_right(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    places: Collection[int],
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Let worked examples, each looked at by somebody, expect what they now come to."""

    def edit(files: Mapping[str, str]) -> dict[str, str]:
        if not places:
            raise Undone(Refused("Tick the examples that you have looked at.", "places"))
        return own_files(examples_put_right(beside(files), places))

    said = f"{len(places)} worked examples" if len(places) != 1 else "a worked example"
    return _changed(association, draft, edition, edit, said, by, at, membership)


def undo(
    *,
    association: Association | str,
    draft: int,
    edition: int,
    by: str,
    at: datetime,
    membership: Membership | None = None,
) -> PolicyDraft | Refused:
    """Put back what the newest change, which made that edition, had replaced. It is a change like others."""
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        row = held(here, draft, CHANGE, membership, now)
        if row.edition != edition:
            raise Undone(Refused("The draft has been changed since. Load the page again.", "edition"))
        last = PolicyDraftEdit.objects.filter(association=here, draft=row, edition=edition).first()
        if last is None:
            raise Undone(Refused("There is nothing to undo: nothing was changed yet.", "edition"))
        files = {name: text for name, text in row.files.items() if name not in last.after} | last.before
        return _write(here, row, files, f"{last.said} undone", by, now)

    return kept_or_refused(act, association)


def _changed(
    association: Association | str,
    number: int,
    edition: int,
    edit: Callable[[Mapping[str, str]], dict[str, str]],
    said: str,
    by: str,
    at: datetime,
    membership: Membership | None,
) -> PolicyDraft | Refused:
    now = at.astimezone(UTC)

    def act(here: Association) -> PolicyDraft:
        row = held(here, number, CHANGE, membership, now)
        try:
            files = edit(row.files)
        except CannotChange as problem:
            raise Undone(Refused(str(problem))) from None
        if files == row.files:
            return row
        _check_not_overwritten(here, row, edition, files)
        return _write(here, row, files, said, by, now)

    return kept_or_refused(act, association)


def _check_not_overwritten(
    here: Association, row: PolicyDraft, edition: int, files: Mapping[str, str]
) -> None:
    """What a colleague has changed in the same files since that edition is not to be lost."""
    touched = _touched(row.files, files)
    since = PolicyDraftEdit.objects.filter(association=here, draft=row, edition__gt=edition)
    for each in since.order_by("edition"):
        if touched & {*each.before, *each.after}:
            who = names_by_handle([each.by]).get(each.by, each.by)
            says = f"{who} changed the same file meanwhile ({each.said}). Look at both, and save again."
            raise Undone(Refused(says, "edition"))


def _touched(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def _write(
    here: Association, row: PolicyDraft, files: Mapping[str, str], said: str, by: str, at: datetime
) -> PolicyDraft:
    touched = _touched(row.files, files)
    row.edition += 1
    PolicyDraftEdit.objects.create(
        association=here,
        draft=row,
        edition=row.edition,
        before={name: row.files[name] for name in sorted(touched) if name in row.files},
        after={name: files[name] for name in sorted(touched) if name in files},
        said=said,
        at=at,
        by=by,
    )
    row.files, row.changed_at, row.changed_by = dict(files), at, by
    if row.state == CONSULTING and drafts.checked_of(row).rulebook is not None:
        # Whoever is asked reads what it says now; while it is not in order, what it said before.
        row.told = for_residents(drafts.changes_of(row))
    row.save(update_fields=["files", "edition", "changed_at", "changed_by", "told"])
    facts = {"draft": row.number, "edition": row.edition, "what": said}
    note(DRAFT_CHANGED, here=here, by=by, at=at, facts=facts)
    return row
