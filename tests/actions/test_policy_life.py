"""Does a change of the policy go its whole way, and stop where it has to?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kept.actions import approving, consulting, drafting
from kept.casework import Refused
from kept.casework.policy_life import APPROVED, CONSULTING, DROPPED, LOADED, WRITING
from kept.rulebook.clause_parts import parts_of
from kept.store import drafts, policy_versions, rules, tenancy
from kept.store.accounts import membership_of
from kept.store.models import (
    Association,
    Clock,
    Event,
    Membership,
    Notice,
    PolicyComment,
    PolicyDraft,
    PolicyDraftEdit,
)
from tests.cast import association, member, t, told

NOW = t("Thursday 2026-11-26 10:00")
JANUARY = date(2027, 1, 1)
LETTERS, EXAMPLES = "clauses/06-letters.yaml", "examples.yaml"
CLAUSE = "karin:letters.1"


@pytest.fixture
def karin(db: None) -> Association:
    return association("karin")


def known(here: Association, **more: Any) -> dict[str, Any]:
    return {"association": here, "by": "pat", "at": NOW} | more


def begun(here: Association, **more: Any) -> PolicyDraft:
    asked = {"title": "Letters in five days", "starts_on": JANUARY, "uid": "one"} | more
    found = drafting.begin(**known(here), **asked)
    assert isinstance(found, PolicyDraft), found
    return found


def five(here: Association, draft: PolicyDraft, within: str = "5 working days") -> PolicyDraft:
    """The draft with letters answered in five days, its examples looked at and put right."""
    found = drafting.change_clause(
        **known(here), draft=draft.number, edition=draft.edition, clause=CLAUSE, values={"within": within}
    )
    assert isinstance(found, PolicyDraft), found
    return righted(here, found)


def righted(here: Association, draft: PolicyDraft) -> PolicyDraft:
    with tenancy.association(here):
        places = [each.place for each in drafts.checked_of(draft).examples]
    found = drafting.put_examples_right(
        **known(here), draft=draft.number, edition=draft.edition, places=places
    )
    assert isinstance(found, PolicyDraft), found
    return found


def approved(here: Association, draft: PolicyDraft, **more: Any) -> PolicyDraft | Refused:
    asked = {"approved_on": date(2026, 11, 24), "minute": "Board, item 7", "not_consulted_why": "A trial"}
    return approving.approve(**known(here), draft=draft.number, edition=draft.edition, **(asked | more))


def sentence(found: object) -> str:
    assert isinstance(found, Refused), found
    return found.sentence


def kinds_of(here: Association) -> list[str]:
    with tenancy.association(here):
        rows = Event.objects.filter(association=here, kind__startswith="policy.").order_by("pk")
        return [each for each in rows.values_list("kind", flat=True) if each != "policy.loaded"]


def faults(here: Association, draft: PolicyDraft) -> tuple[object, ...]:
    with tenancy.association(here):
        return drafts.checked_of(draft).faults


def says(here: Association, draft: PolicyDraft) -> list[str]:
    with tenancy.association(here):
        return [each.says for each in drafts.changes_of(draft) if each.part != "starts_on"]


# ---- drafting ----------------------------------------------------------------------------------------------


def test_a_draft_begins_as_what_holds_and_the_same_uid_begins_one(karin: Association) -> None:
    draft = begun(karin)
    assert (draft.number, draft.state, draft.edition) == (1, WRITING, 1)
    assert begun(karin).pk == draft.pk
    assert begun(karin, uid="two").number == 2
    assert faults(karin, draft) == ()
    assert says(karin, draft) == []
    assert not any(name.startswith("shared/") for name in draft.files)
    assert kinds_of(karin) == ["policy.draft_begun"] * 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"starts_on": None}, "starts_on"),
        ({"starts_on": date(2026, 11, 25)}, "starts_on"),
        ({"why": "x" * 2_001}, "why"),
    ],
)
def test_what_is_missing_is_asked_for_by_its_field(
    karin: Association, asked: dict[str, Any], field: str
) -> None:
    values = {"title": "x", "starts_on": JANUARY, "uid": "one"} | asked
    found = drafting.begin(**known(karin), **values)
    assert isinstance(found, Refused)
    assert found.field == field


def test_a_change_of_a_clause_is_told_in_plain_words_and_its_examples_are_looked_at(
    karin: Association,
) -> None:
    begun(karin)
    changed = drafting.change_clause(
        **known(karin), draft=1, edition=1, clause=CLAUSE, values={"within": "5 working days"}
    )
    assert isinstance(changed, PolicyDraft)
    assert says(karin, changed) == ["Letter answered: 7 working days becomes 5."]
    assert len(faults(karin, changed)) > 3
    some = drafting.put_examples_right(**known(karin), draft=1, edition=2, places=[])
    assert "Tick the examples" in sentence(some)
    assert righted(karin, changed).edition == 3
    assert kinds_of(karin) == ["policy.draft_begun", "policy.draft_changed", "policy.draft_changed"]


def test_a_draft_may_be_saved_with_faults_and_says_what_is_wrong(karin: Association) -> None:
    draft = begun(karin)
    typed = "- id: karin:letters.1\r\n  says: [\r\n"
    changed = drafting.change_file(**known(karin), draft=1, edition=1, name=LETTERS, text=typed)
    assert isinstance(changed, PolicyDraft)
    assert changed.files[LETTERS] == "- id: karin:letters.1\n  says: [\n"
    assert faults(karin, changed)
    assert "not in order" in sentence(approved(karin, changed))
    cannot = drafting.change_clause(
        **known(karin), draft=1, edition=2, clause=CLAUSE, values={"within": "1 day"}
    )
    assert "No file that can be read has this clause" in sentence(cannot)
    back = drafting.undo(**known(karin), draft=1, edition=2)
    assert isinstance(back, PolicyDraft)
    assert back.files == draft.files
    assert back.edition == 3
    assert "changed since" in sentence(drafting.undo(**known(karin), draft=1, edition=2))


def test_a_file_is_added_taken_out_and_put_back(karin: Association) -> None:
    begun(karin)
    new = "clauses/99-new.yaml"
    entry = "- {id: 'karin:new.1', lines: 1-1, kind: content, says: New., pending: surveys}"
    added = drafting.change_file(**known(karin), draft=1, edition=1, name=new, text=entry)
    assert isinstance(added, PolicyDraft)
    assert says(karin, added) == ["New: “New”."]
    gone = drafting.change_file(**known(karin), draft=1, edition=2, name=new, text="  \n")
    assert isinstance(gone, PolicyDraft)
    assert new not in gone.files
    back = drafting.undo(**known(karin), draft=1, edition=3)
    assert isinstance(back, PolicyDraft)
    assert back.files[new] == f"{entry}\n"
    strange = drafting.change_file(**known(karin), draft=1, edition=4, name="../x.yaml", text="a")
    assert "no file of this name" in sentence(strange)
    large = drafting.change_file(**known(karin), draft=1, edition=4, name=new, text="x" * 2_000_001)
    assert "more than a policy holds" in sentence(large)


def test_what_a_colleague_changed_meanwhile_is_not_overwritten(karin: Association) -> None:
    begun(karin)
    drafting.change_clause(
        **known(karin, by="bea"), draft=1, edition=1, clause=CLAUSE, values={"warn": "3 working days before"}
    )
    other = drafting.change_clause(
        **known(karin), draft=1, edition=1, clause="karin:telephone.1", values={"number": "4 rings"}
    )
    assert isinstance(other, PolicyDraft)
    same = drafting.change_clause(
        **known(karin), draft=1, edition=1, clause=CLAUSE, values={"within": "5 working days"}
    )
    assert "bea changed the same file meanwhile" in sentence(same)
    again = drafting.change_clause(
        **known(karin), draft=1, edition=1, clause=CLAUSE, values={"warn": "3 working days before"}
    )
    assert isinstance(again, PolicyDraft)
    assert again.edition == 3


def test_a_clause_is_taken_out_and_the_first_day_moved(karin: Association) -> None:
    begun(karin)
    out = drafting.take_out_clause(**known(karin), draft=1, edition=1, clause="karin:letters.2")
    assert isinstance(out, PolicyDraft)
    assert parts_of(out.files, "karin:letters.2") is None
    moved = drafting.change_start(**known(karin), draft=1, edition=2, starts_on=date(2027, 4, 1))
    assert isinstance(moved, PolicyDraft)
    with tenancy.association(karin):
        assert drafts.rulebook_of(moved).starts_on == date(2027, 4, 1)
    none = drafting.change_start(**known(karin), draft=1, edition=3, starts_on=None)
    assert "Choose the day" in sentence(none)
    nothing = begun(karin, uid="two")
    assert "nothing to undo" in sentence(drafting.undo(**known(karin), draft=nothing.number, edition=1))


@pytest.mark.parametrize("role", ["receptionist", "manager", "auditor", "administrator"])
def test_only_who_keeps_the_policy_changes_it(karin: Association, role: str) -> None:
    begun(karin)
    with tenancy.association(karin):
        membership = membership_of(member(karin, role, role), on=NOW.date())
    asked = known(karin, membership=membership)
    for found in (
        drafting.begin(**asked, title="x", starts_on=JANUARY, uid="x"),
        drafting.change_file(**asked, draft=1, edition=1, name=LETTERS, text="x"),
        consulting.consult(**asked, draft=1, how="x", until=JANUARY),
        approving.approve(**asked, draft=1, edition=1, approved_on=NOW.date(), minute="x"),
        approving.load(**asked, draft=1),
    ):
        assert "Only a policy officer or a director" in sentence(found)
    assert "no draft of this number" in sentence(drafting.undo(**known(karin), draft=9, edition=1))


def test_a_draft_that_was_overtaken_takes_over_what_changed_before_it_goes_on(karin: Association) -> None:
    first, second = begun(karin), begun(karin, uid="two", starts_on=date(2027, 4, 1))
    ask = known(karin, draft=2, edition=1)
    assert drafting.take_over(**ask) == second
    drafting.take_out_clause(**ask, clause="karin:letters.2")
    done = approved(karin, five(karin, first))
    assert isinstance(done, PolicyDraft)
    assert isinstance(approving.load(**known(karin), draft=1), PolicyDraft)
    board = {"approved_on": date(2026, 11, 24), "minute": "7", "not_consulted_why": "x", "edition": 2}
    assert "Take over what changed" in sentence(approving.approve(**known(karin), draft=2, **board))
    both = sentence(drafting.take_over(**known(karin), draft=2, edition=2))
    assert both.startswith("Both changed clauses/06-letters.yaml. Look at them")
    assert "changed since" in sentence(drafting.take_over(**known(karin), draft=2, edition=1))
    drafting.undo(**known(karin), draft=2, edition=2)
    taken = drafting.take_over(**known(karin), draft=2, edition=3)
    assert isinstance(taken, PolicyDraft)
    assert taken.files[LETTERS] == done.files[LETTERS]
    assert says(karin, taken) == []
    gone = drafting.take_out_clause(**known(karin), draft=2, edition=4, clause="karin:letters.2")
    assert isinstance(gone, PolicyDraft)
    assert says(karin, gone) == ["No more: “Translated versions are supplied to people who need them”."]
    assert isinstance(approving.approve(**known(karin), draft=2, **(board | {"edition": 5})), PolicyDraft)


def test_where_both_changed_a_file_somebody_says_that_the_drafts_stays(karin: Association) -> None:
    first = begun(karin)
    begun(karin, uid="two", starts_on=date(2027, 4, 1))
    drafting.take_out_clause(**known(karin), draft=2, edition=1, clause="karin:letters.2")
    approved(karin, five(karin, first))
    approving.load(**known(karin), draft=1)
    kept = drafting.take_over(**known(karin), draft=2, edition=2, keep=[LETTERS])
    assert isinstance(kept, PolicyDraft)
    assert "Letter answered: 5 working days becomes 7." in says(karin, kept)
    assert kept.files[EXAMPLES] == begun(karin, uid="one").files[EXAMPLES]


# ---- consulting --------------------------------------------------------------------------------------------


def consulted(here: Association, draft: PolicyDraft, until: date | None = date(2026, 11, 30)) -> Any:
    return consulting.consult(**known(here), draft=draft.number, how="A letter to every home", until=until)


def commented(here: Association, **more: Any) -> Any:
    asked = {
        "who": "resident",
        "how": "letter",
        "said_on": date(2026, 11, 26),
        "words": "Too slow.",
        "uid": "c",
    }
    return consulting.comment(**known(here), draft=1, **(asked | more))


def test_what_residents_say_is_answered_before_the_board_approves(karin: Association) -> None:
    draft = five(karin, begun(karin))
    assert "still being written" in sentence(commented(karin))
    asked = consulted(karin, draft)
    assert (asked.state, asked.consult_from) == (CONSULTING, NOW.date())
    assert consulted(karin, draft).pk == asked.pk
    said = commented(karin, clause=CLAUSE)
    assert commented(karin).pk == said.pk
    assert "can still comment" in sentence(approved(karin, draft))
    later = t("Tuesday 2026-12-01 09:00")
    board = {"approved_on": date(2026, 12, 1), "minute": "Board, item 7", "at": later}
    assert "One comment is not answered" in sentence(
        approving.approve(**(known(karin) | board), draft=1, edition=3)
    )
    answered = consulting.answer(
        **known(karin, at=later), comment=said.pk, outcome="changed", words="Five days it is."
    )
    assert isinstance(answered, PolicyComment)
    done = approving.approve(**(known(karin) | board), draft=1, edition=3)
    assert isinstance(done, PolicyDraft)
    assert (done.state, done.approved_edition, done.not_consulted_why) == (APPROVED, 3, "")
    again = approving.approve(**(known(karin) | board), draft=1, edition=3)
    assert isinstance(again, PolicyDraft)
    assert kinds_of(karin)[3:] == [
        "policy.draft_consulted",
        "policy.comment_taken",
        "policy.comment_answered",
        "policy.approved",
    ]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"who": "Mr Smith"}, "who"),
        ({"how": "pigeon"}, "how"),
        ({"said_on": date(2026, 11, 27)}, "said_on"),
        ({"said_on": None}, "said_on"),
        ({"words": "\n "}, "words"),
        ({"words": "x" * 4_001}, "words"),
    ],
)
def test_a_comment_that_lacks_something_is_asked_for_it(
    karin: Association, asked: dict[str, Any], field: str
) -> None:
    consulted(karin, five(karin, begun(karin)))
    found = commented(karin, **asked)
    assert isinstance(found, Refused)
    assert found.field == field


def test_an_answer_says_what_follows_and_may_be_said_better(karin: Association) -> None:
    draft = five(karin, begun(karin))
    assert "Choose the last day" in sentence(consulted(karin, draft, date(2026, 11, 25)))
    consulted(karin, draft)
    said = commented(karin)
    ask = known(karin, comment=said.pk)
    assert "Say whether" in sentence(consulting.answer(**ask, outcome="perhaps", words="x"))
    assert "Say what we answer" in sentence(consulting.answer(**ask, outcome="unchanged", words=""))
    assert "no such comment" in sentence(
        consulting.answer(**known(karin, comment=0), outcome="unchanged", words="x")
    )
    for words in ("No.", "No.", "It would cost too much."):
        found = consulting.answer(**ask, outcome="unchanged", words=words)
        assert isinstance(found, PolicyComment)
    assert found.answer == "It would cost too much."
    assert kinds_of(karin).count("policy.comment_answered") == 2


# ---- approving and loading ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "because"),
    [
        ({"approved_on": None}, "Give the day"),
        ({"approved_on": date(2026, 11, 27)}, "Give the day"),
        ({"minute": ""}, "minuted"),
        ({"not_consulted_why": ""}, "Residents were not asked"),
        ({"edition": 1}, "changed since you opened"),
    ],
)
def test_an_approval_says_when_where_and_why_nobody_was_asked(
    karin: Association, asked: dict[str, Any], because: str
) -> None:
    draft = five(karin, begun(karin))
    values = {
        "approved_on": date(2026, 11, 24),
        "minute": "Board, item 7",
        "not_consulted_why": "A trial",
        "edition": draft.edition,
    }
    assert because in sentence(approving.approve(**known(karin), draft=1, **(values | asked)))


def test_what_was_approved_is_not_changed_until_the_approval_is_taken_back(karin: Association) -> None:
    draft = five(karin, begun(karin))
    assert isinstance(approved(karin, draft), PolicyDraft)
    change = known(karin, draft=1, edition=3, clause=CLAUSE, values={"within": "4 working days"})
    assert "Take the approval back" in sentence(drafting.change_clause(**change))
    assert "Say why" in sentence(approving.take_back(**known(karin), draft=1, reason=""))
    back = approving.take_back(**known(karin), draft=1, reason="A slip")
    assert isinstance(back, PolicyDraft)
    assert (back.state, back.approved_edition, back.minute) == (WRITING, None, "")
    assert isinstance(drafting.change_clause(**change), PolicyDraft)
    assert "still being written" in sentence(approving.load(**known(karin), draft=1))


def test_a_draft_is_given_up_and_stays_on_record(karin: Association) -> None:
    begun(karin)
    assert "Say why" in sentence(approving.drop(**known(karin), draft=1, reason=" "))
    gone = approving.drop(**known(karin), draft=1, reason="The Board says no")
    assert isinstance(gone, PolicyDraft)
    assert (gone.state, gone.ended_why) == (DROPPED, "The Board says no")
    assert "given up" in sentence(drafting.undo(**known(karin), draft=1, edition=1))


def test_a_loaded_draft_binds_from_its_day_and_old_cases_keep_their_rules(karin: Association) -> None:
    ann = member(karin, "ann")
    before = told(karin, ann, "letter.received", "Thursday 2026-12-31 10:00", urgent=False)
    draft = five(karin, begun(karin))
    assert isinstance(approved(karin, draft), PolicyDraft)
    done = approving.load(**known(karin), draft=1)
    assert isinstance(done, PolicyDraft)
    assert done.state == LOADED
    assert isinstance(again := approving.load(**known(karin), draft=1), PolicyDraft)
    assert again.version_id == done.version_id
    after = told(karin, ann, "letter.received", "Monday 2027-01-04 10:00", urgent=False)
    with tenancy.association(karin):
        due = {
            each.thread.ref: each.due_at.date()
            for each in Clock.objects.filter(promise=CLAUSE).select_related("thread")
            if each.due_at is not None
        }
        assert rules.current(karin, NOW).promises[CLAUSE].within_text == "7 working days"
        assert rules.current(karin).promises[CLAUSE].within_text == "5 working days"
    # Both count from the day after; New Year's Day is no working day.
    assert due[before] == date(2027, 1, 13)
    assert due[after] == date(2027, 1, 12)


def test_what_was_approved_is_what_is_loaded_or_nothing(karin: Association) -> None:
    draft = five(karin, begun(karin))
    approved(karin, draft)
    late = t("Saturday 2027-01-02 09:00")
    assert "today or later" in sentence(approving.load(**known(karin, at=late), draft=1))
    with tenancy.association(karin):
        PolicyDraft.objects.filter(number=1).update(approved_edition=2)
    assert "another edition" in sentence(approving.load(**known(karin), draft=1))


def test_those_who_work_here_are_told_and_say_that_they_have_read_it(karin: Association) -> None:
    ann, late = member(karin, "ann"), member(karin, "late", from_on=date(2026, 12, 1))
    approved(karin, five(karin, begun(karin)))
    approving.load(**known(karin), draft=1)
    with tenancy.association(karin) as here:
        notice = Notice.objects.get(account=ann)
        assert notice.said.startswith("Our policy changes from 1 January 2027.")
        (row, *_) = policy_versions.versions_of(here, NOW.date())
        membership = membership_of(ann, on=NOW.date())
        assert isinstance(membership, Membership)
        assert [each.id for each in policy_versions.to_read(membership, NOW.date())] == [row.id]
        newcomer = membership_of(late, on=date(2026, 12, 2))
        assert isinstance(newcomer, Membership)
        assert policy_versions.to_read(newcomer, date(2026, 12, 2)) == []
        assert [
            each.says
            for each in policy_versions.changed_by(row, policy_versions.versions_of(here, NOW.date()))
        ][:1] == ["Letter answered: 7 working days becomes 5."]
    ask = {"association": karin, "membership": membership, "by": "ann", "at": NOW}
    assert approving.confirm_read(version=row.short, **ask) is True
    assert approving.confirm_read(version=row.short, **ask) is False
    assert "no change of this name" in sentence(approving.confirm_read(version="nothing", **ask))
    with tenancy.association(karin) as here:
        done, left = policy_versions.readers(here, row, NOW.date())
        assert ([each.handle for each in done], [each.handle for each in left]) == (["ann"], [])
        assert policy_versions.to_read(membership, NOW.date()) == []
        assert Notice.objects.get(account=ann).read_at == NOW
    assert kinds_of(karin).count("policy.change_read") == 1


def test_edits_and_comments_are_in_the_order_in_which_they_are_read(karin: Association) -> None:
    draft = five(karin, begun(karin))
    consulted(karin, draft)
    for uid, on in (("a", date(2026, 11, 26)), ("b", date(2026, 11, 25)), ("c", date(2026, 11, 24))):
        commented(karin, uid=uid, said_on=on)
    with tenancy.association(karin) as here:
        first = PolicyComment.objects.get(uid="c")
        consulting.answer(**known(karin), comment=first.pk, outcome="unchanged", words="x")
        assert [each.uid for each in drafts.comments_of(draft)] == ["b", "a", "c"]
        assert [each.edition for each in drafts.edits_of(draft)] == [3, 2]
        assert [each.number for each in drafts.all_of(here)] == [1]
        assert PolicyDraftEdit.objects.count() == 2
