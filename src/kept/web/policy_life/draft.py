"""How far has one change of the policy come, what does it change, and what is to be done next?

page = draft_page(here, draft, Typed())
page.changes[0].says            # "Letter answered: 7 working days becomes 5."
page.steps                      # the way from a draft to the policy, with where it stands
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kept.casework import policy_life as pure
from kept.casework.checked import Checked
from kept.casework.examples import NONE
from kept.casework.permissions import Permission
from kept.rulebook.differing import Difference
from kept.rulebook.examples import read_wall
from kept.rulebook.faults import Fault
from kept.rulebook.overtaken import taken_over
from kept.store import drafts, refs, trying
from kept.store.accounts import names_by_handle
from kept.store.models import PolicyDraft
from kept.web.policy_life.draft_forms import (
    DROP,
    TAKE_BACK,
    Comment,
    approve_form,
    comment_form,
    consult_form,
    said,
    start_form,
    why_form,
)
from kept.web.policy_life.fields import Field, Typed
from kept.web.policy_life.life import stage_words
from kept.web.policy_life.trial import DONE, found_in
from kept.web.policy_life.trial_words import headline
from kept.web.shared.access import Here
from kept.web.shared.keeping import SimpleError
from kept.web.shared.words import Words, day_words, due_words, verdict_words

FOUND = 12


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different, and where it is changed further."""

    says: str
    address: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault: the sentence, where it is, and where it is put right."""

    says: str
    where: str
    address: str


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example that comes out otherwise now, and how."""

    place: int
    clause: str
    name: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: whether it is done, and whether it is the one that is next."""

    says: str
    more: str
    done: bool
    next: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """One change that was made to the draft."""

    edition: int
    says: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """The page. A form without fields is not for this reader, or not now; `cannot` says why not."""

    number: int
    title: str
    why: str
    tag: Words
    starts: str
    edition: int
    uid: str
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    wrong: tuple[Wrong, ...]
    examples: tuple[Example, ...]
    may_change: bool
    overtaken: bool
    clash: tuple[str, ...]
    find: str
    found: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str], ...]
    start: tuple[Field, ...]
    trials: str
    tried: tuple[str, ...]
    tried_of: str
    consult: tuple[Field, ...]
    cannot_consult: str
    comments: tuple[Comment, ...]
    comment: tuple[Field, ...]
    approve: tuple[Field, ...]
    cannot_approve: str
    approved: str
    take_back: tuple[Field, ...]
    may_load: bool
    cannot_load: str
    drop: tuple[Field, ...]
    ended: str
    version: str
    edits: tuple[Edit, ...]
    acting: str
    errors: tuple[SimpleError, ...] = ()


def draft_page(here: Here, row: PolicyDraft, typed: Typed, find: str = "") -> DraftPage:
    """The draft as this reader may see it and act on it."""
    today = here.calendar.local(here.at).date()
    checked, stands = drafts.checked_of(row), drafts.standing_of(row, today)
    keeps = here.may(Permission.READINGS)
    changes = [each for each in drafts.changes_of(row) if each.part != drafts.STARTS_ON]
    may_change = keeps and pure.may_be_done(pure.CHANGE, stands)

    def cannot(act: str) -> str:
        return (pure.why_not(act, stands) or "") if keeps and pure.may_be_done(act, stands) else ""

    def may(act: str) -> bool:
        return keeps and pure.may_be_done(act, stands) and not cannot(act)

    return DraftPage(
        number=row.number,
        title=row.title,
        why=row.why,
        tag=stage_words(pure.stage(stands)),
        starts=day_words(stands.starts_on) if stands.starts_on else "",
        edition=row.edition,
        uid=typed.values.get("uid") or refs.new_uid(),
        steps=tuple(_steps(row, stands)),
        changes=tuple(_change(here, row, each, may_change) for each in changes),
        wrong=tuple(
            # Where the files make a rulebook, what is wrong is its examples, which stand by themselves.
            _wrong(here, row, each, may_change)
            for each in (checked.faults if checked.rulebook is None else ())
        ),
        examples=tuple(_examples(here, checked)),
        may_change=may_change,
        overtaken=keeps and stands.overtaken and pure.may_be_done(pure.TAKE_OVER, stands),
        clash=_clash(here, row) if keeps and stands.overtaken else (),
        find=find,
        found=tuple(_found(here, row, checked, find)) if may_change and find else (),
        files=tuple((name, _file(here, row, name)) for name in sorted(row.files)),
        start=start_form(typed, stands) if may_change else (),
        trials=reverse("draft-trials", args=[here.slug, row.number]),
        **_tried(row),
        consult=consult_form(typed, row) if may(pure.CONSULT) else (),
        cannot_consult=cannot(pure.CONSULT),
        comments=tuple(
            said(here, row, each, typed, keeps and pure.may_be_done(pure.ANSWER, stands))
            for each in drafts.comments_of(row)
        ),
        comment=comment_form(typed, today) if may(pure.COMMENT) else (),
        approve=approve_form(typed, row, today) if may(pure.APPROVE) else (),
        cannot_approve=cannot(pure.APPROVE),
        approved=_approved(row),
        take_back=why_form(typed, TAKE_BACK, _("Why is it worked on again?")) if may(pure.TAKE_BACK) else (),
        may_load=may(pure.LOAD),
        cannot_load=cannot(pure.LOAD),
        drop=why_form(typed, DROP, _("Why is it given up?")) if may(pure.DROP) else (),
        ended=row.ended_why,
        version=_version(here, row),
        edits=tuple(_edits(here, row)),
        acting=typed.prefix,
        errors=typed.errors,
    )


# ---- what it changes ---------------------------------------------------------------------------------------


def _change(here: Here, row: PolicyDraft, each: Difference, may_change: bool) -> Change:
    address = ""
    if each.clause.startswith(f"{here.slug}:"):
        address = (
            reverse("draft-clause", args=[here.slug, row.number, each.clause])
            if may_change
            else reverse("clauses-one", args=[here.slug, each.clause])
        )
    return Change(each.says, address)


def _wrong(here: Here, row: PolicyDraft, fault: Fault, may_change: bool) -> Wrong:
    where = _("%(file)s, line %(line)s") % {"file": fault.file, "line": fault.line}
    address = ""
    if may_change and fault.file in row.files:
        address = f"{_file(here, row, fault.file)}#line-{fault.line}"
    return Wrong(fault.says, f"{fault.clause}, {where}" if fault.clause else where, address)


def _file(here: Here, row: PolicyDraft, name: str) -> str:
    return f"{reverse('draft-file', args=[here.slug, row.number])}?{urlencode({'name': name})}"


def _examples(here: Here, checked: Checked) -> Iterator[Example]:
    examples = checked.rulebook.examples if checked.rulebook is not None else ()
    for each in checked.examples:
        wanted = examples[each.place]["expect"]
        assert isinstance(wanted, Mapping)
        yield Example(each.place, each.clause, each.name, tuple(_said(here, wanted, each.comes_out)))


def _said(here: Here, wanted: Mapping[str, object], comes_out: Mapping[str, str]) -> Iterator[str]:
    """How an example comes out otherwise: each expectation that differs, or that a clock came or went."""
    if comes_out.get(NONE):
        yield _("No promise begins in it any more")
    elif NONE in comes_out:
        yield _("A promise begins in it now, due %(due)s") % {"due": _moment(here, comes_out["due"])}
    else:
        for name, now in comes_out.items():
            yield _comes_out(here, name, str(wanted[name]), now)


def _comes_out(here: Here, name: str, was: str, now: str) -> str:
    """One expectation that is another one now: “Due by the end of …, and not by the end of …”."""
    if name == "verdict":
        words = [verdict_words(each).text for each in (now, was)]
    else:
        words = [_moment(here, each) for each in (now, was)]
    said = {"now": words[0], "was": words[1]}
    return {
        "verdict": _("Comes to “%(now)s”, and not to “%(was)s”"),
        "due": _("Due %(now)s, and not %(was)s"),
        "act_by": _("To be done %(now)s, and not %(was)s"),
        "aim": _("Aimed at %(now)s, and not %(was)s"),
    }.get(name, _("Ended %(now)s, and not %(was)s")) % said


def _moment(here: Here, text: str) -> str:
    wall = read_wall(text)
    if wall is None:
        return _("at no time")
    return due_words(wall.replace(tzinfo=here.calendar.tz), here.calendar)


def _found(here: Here, row: PolicyDraft, checked: Checked, find: str) -> Iterator[tuple[str, str, str]]:
    """Clauses with these words, or of this number: id, words, and where each is changed."""
    words = find.casefold().split()
    clauses = checked.rulebook.clauses if checked.rulebook is not None else here.rulebook.clauses
    hits = (
        each
        for each in clauses
        if all(
            word in f"{each.id} {each.says} {each.promise.name if each.promise else ''}".casefold()
            for word in words
        )
    )
    ordered = sorted(hits, key=lambda each: each.id.casefold() != find.strip().casefold())
    for each in ordered[:FOUND]:
        yield each.id, each.says, reverse("draft-clause", args=[here.slug, row.number, each.id])


def _clash(here: Here, row: PolicyDraft) -> tuple[str, ...]:
    """The files that the draft and the policy that holds now have both changed."""
    newest = drafts.newest_of(here.association)[1]
    return taken_over(base=drafts.base_files(row), newest=newest, draft=row.files)[1]


def _tried(row: PolicyDraft) -> dict[str, Any]:
    """What the newest trial that came to its end has found, and of which edition and since when."""
    newest = next((each for each in trying.trials_of(row) if each.state == DONE), None)
    if newest is None:
        return {"tried": (), "tried_of": ""}
    of = _("Tried on what happened since %(day)s, with edition %(edition)s.")
    said = of % {"day": day_words(newest.since), "edition": newest.edition}
    return {"tried": tuple(headline(found_in(newest))), "tried_of": said}


def _edits(here: Here, row: PolicyDraft) -> Iterator[Edit]:
    edits = drafts.edits_of(row)
    names = names_by_handle(each.by for each in edits)
    for each in edits:
        day = day_words(here.calendar.local(each.at).date())
        says = _("%(what)s, by %(who)s on %(day)s") % {
            "what": each.said,
            "who": names.get(each.by, each.by),
            "day": day,
        }
        yield Edit(each.edition, says)


# ---- the way -----------------------------------------------------------------------------------------------


def _steps(row: PolicyDraft, stands: pure.Draft) -> Iterator[Step]:
    """Each step, and the first that is not done is the next."""
    order = [
        (_("Written and in order"), _in_order(stands), not stands.faults and bool(stands.differences)),
        (_("Put to residents"), _asked(row), stands.asked or bool(row.not_consulted_why)),
        (_("Approved by the board"), _approved(row), row.approved_edition is not None),
        (_("Taken into force"), _from(stands), row.state == pure.LOADED),
    ]
    ended = row.state == pure.DROPPED
    waiting = True
    for says, more, done in order:
        yield Step(says, more, done, waiting and not done and not ended)
        waiting = waiting and done


def _in_order(stands: pure.Draft) -> str:
    if stands.faults:
        return _("%(n)s to be put right") % {"n": stands.faults}
    return "" if stands.differences else _("it changes nothing yet")


def _asked(row: PolicyDraft) -> str:
    if row.not_consulted_why:
        return _("not asked: %(why)s") % {"why": row.not_consulted_why}
    if row.consult_until is None:
        return ""
    return _("until %(day)s") % {"day": day_words(row.consult_until)}


def _approved(row: PolicyDraft) -> str:
    if row.approved_on is None:
        return ""
    return _("on %(day)s: %(minute)s") % {"day": day_words(row.approved_on), "minute": row.minute}


def _from(stands: pure.Draft) -> str:
    return _("from %(day)s") % {"day": day_words(stands.starts_on)} if stands.starts_on else ""


def _version(here: Here, row: PolicyDraft) -> str:
    if row.version is None:
        return ""
    return reverse("policy-version", args=[here.slug, row.version.sha256[:12]])
