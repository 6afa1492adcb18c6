"""The life of complaints, and what an ombudsman or councillor asks of us.

One table serves the Housing Ombudsman's Code and the procedure of the Scottish ombudsman. What differs is
data: a complaint that is difficult begins at the second stage there (`stage`), an answer at the first stage
may be given at the counter, and how much more time may be taken is among the numbers of `cases.yaml`. There
is no stage before the first, whatever a policy says: from the first word it is a complaint.
"""

from __future__ import annotations

from types import MappingProxyType

from kept.casework import complaining
from kept.casework.cases.model import CaseType, Opening, State, Step, Who

_BEFORE_ANSWER = ("received", "stage-one", "second-asked", "stage-two")
_ANSWERED = ("answered", "answered-twice")
_OPEN = (*_BEFORE_ANSWER, *_ANSWERED)
_ENDED = ("closed", "refused", "withdrawn")
_EVER = (*_OPEN, *_ENDED)
_FIRST = ("received", "stage-one")
_SECOND = ("second-asked", "stage-two")

_RIGHT = MappingProxyType({"outcome": complaining.RIGHT})
_SORRY = (
    ("apologised", "They were right, wholly or in part. Say sorry in the answer, and record that you did."),
)
_ANOTHER = (
    "You gave the first answer, so somebody else looks at it now. Hand it to a colleague who had no part."
)
_AT_SECOND = "It is at the second stage, which has an answer of its own. Record that one."
_NOT_YOU = "You took this complaint in or deal with it, so somebody else decides that. Ask another manager."


def _said(kind: str, label: str, leaves: tuple[str, ...] = _OPEN) -> Step:
    """What may be put down at any time and leads nowhere."""
    return Step(kind, label, leaves=leaves)


COMPLAINT = CaseType(
    name="complaint",
    label="Complaint",
    says="Somebody is not satisfied, and has an answer, and a second from somebody else if they ask.",
    opens=(
        Opening("complaint.received", to="second-asked", when=MappingProxyType({"stage": ("second",)})),
        Opening("complaint.received", to="received"),
    ),
    states=(
        State(
            "received",
            "Received",
            "It waits for the acknowledgement: what we understand, who deals with it, by when.",
        ),
        State("stage-one", "At the first stage", "Somebody looks into it and answers."),
        State(
            "answered",
            "Answered at the first stage",
            "What was said is being done; they may go on to the second stage.",
        ),
        State("second-asked", "Second stage asked for", "Somebody new acknowledges it."),
        State("stage-two", "At the second stage", "Somebody who had no part looks at all of it afresh."),
        State(
            "answered-twice",
            "Answered at the second stage",
            "The last answer has gone; what was said is being done.",
        ),
        State("closed", "Over", "All is done, and they know where to go from here.", ended=True),
        State("refused", "Not taken on", "They know why, and that they can go to the ombudsman.", ended=True),
        State("withdrawn", "Withdrawn by the customer", "They said so in their own words.", ended=True),
    ),
    steps=(
        Step("complaint.acknowledged", "Acknowledge it", leaves=("received", "stage-one"), to="stage-one"),
        Step("complaint.acknowledged", "Acknowledge it", leaves=("second-asked",), to="stage-two"),
        Step(
            "complaint.acknowledged", "Take it on after all", leaves=("refused", "withdrawn"), to="stage-one"
        ),
        Step(
            "complaint.answered",
            "Answer it",
            leaves=(*_FIRST, "answered"),
            to="answered",
            when=_RIGHT,
            needs=_SORRY,
            out_of_order=_AT_SECOND,
        ),
        Step(
            "complaint.answered",
            "Answer it",
            leaves=(*_FIRST, "answered"),
            to="answered",
            out_of_order=_AT_SECOND,
        ),
        Step(
            "complaint.escalated",
            "It goes to the second stage",
            leaves=(*_FIRST, "answered", "closed", "refused", "withdrawn"),
            to="second-asked",
            out_of_order="It is at the second stage, the last. After that they can go to the ombudsman.",
        ),
        Step(
            "complaint.stage2_acknowledged",
            "Acknowledge the second stage",
            leaves=_SECOND,
            to="stage-two",
            not_by=("complaint.answered",),
            not_by_says=_ANOTHER,
        ),
        Step(
            "complaint.stage2_answered",
            "Give the last answer",
            leaves=(*_SECOND, "answered-twice"),
            to="answered-twice",
            when=_RIGHT,
            needs=_SORRY,
            not_by=("complaint.answered",),
            not_by_says=_ANOTHER,
        ),
        Step(
            "complaint.stage2_answered",
            "Give the last answer",
            leaves=(*_SECOND, "answered-twice"),
            to="answered-twice",
            not_by=("complaint.answered",),
            not_by_says=_ANOTHER,
        ),
        Step(
            "complaint.extended",
            "Take longer than the procedure allows",
            leaves=_BEFORE_ANSWER,
            who=Who.LEADS,
            when=MappingProxyType({"longer": (True,)}),
            needs=(
                ("ombudsman_told", "Tell them where they can get advice first, then record that you did."),
            ),
        ),
        Step(
            "complaint.extended",
            "Take more time",
            leaves=_BEFORE_ANSWER,
            needs=(
                ("ombudsman_told", "Tell them where they can get advice first, then record that you did."),
            ),
        ),
        Step(
            "complaint.refusal_decided",
            "Decide not to take it on",
            leaves=_BEFORE_ANSWER,
            who=Who.LEADS,
            needs=(
                (
                    "discretion",
                    "Ask yourself first whether to take it on all the same, and record that you did.",
                ),
            ),
            not_by=("complaint.received", "complaint.acknowledged"),
            not_by_says=_NOT_YOU,
        ),
        Step(
            "complaint.refused",
            "Tell them that we do not take it on",
            leaves=_BEFORE_ANSWER,
            to="refused",
            needs=(
                ("reasons_told", "Tell them why first, then record that you did."),
                (
                    "where_told",
                    "Tell them first that they can go to the ombudsman about it, then record that you did.",
                ),
            ),
        ),
        Step("contact.withdrawn", "They take it back, in their own words", leaves=_OPEN, to="withdrawn"),
        Step(
            "complaint.closed",
            "It is over",
            leaves=_ANSWERED,
            to="closed",
            check=complaining.may_close,
            out_of_order="It has no answer yet. Answer it first; only then can it be over.",
        ),
        _said("complaint.content", "They are content", _ANSWERED),
        Step("complaint.point_added", "Add a point", leaves=_BEFORE_ANSWER),
        Step(
            "complaint.point_decided", "Decide a point", leaves=_BEFORE_ANSWER, check=complaining.sound_point
        ),
        _said("complaint.wished", "How they would like it"),
        Step(
            "complaint.represented",
            "Somebody speaks for them",
            leaves=_OPEN,
            check=complaining.sound_authority,
        ),
        _said("complaint.supporter_named", "Name who helps them"),
        _said("complaint.help_given", "Help with complaining"),
        _said("complaint.meeting_offered", "Offer a meeting in person"),
        _said("complaint.meeting_held", "They put their case in person"),
        _said("complaint.information_asked", "Ask them for something"),
        _said("complaint.information_reminded", "Remind them"),
        _said("complaint.information_received", "They gave it"),
        _said("complaint.tied", "A promise that was missed"),
        _said("remedy.offered", "Offer a remedy"),
        _said("remedy.replied", "What they say to it"),
        _said("apology.made", "Say sorry", _EVER),
        Step(
            "compensation.decided",
            "Decide about compensation",
            leaves=_EVER,
            who=Who.LEADS,
            not_by=("complaint.acknowledged", "complaint.answered", "complaint.stage2_answered"),
            not_by_says="You deal with this complaint, so somebody else decides about it. Ask a manager.",
            check=complaining.sound_compensation,
        ),
        _said("compensation.paid", "It is paid", _EVER),
        _said("complaint_pack.given", "Give them the form and the procedure"),
        Step(
            "lesson.drawn",
            "What it teaches: nothing new",
            leaves=_ANSWERED,
            when=MappingProxyType({"learnt": ("none",)}),
        ),
        Step(
            "lesson.drawn",
            "What it teaches",
            leaves=_ANSWERED,
            needs=(
                (
                    "followed_as",
                    "Write the lesson down with its owner and day: open “What it teaches” on the complaint.",
                ),
            ),
        ),
    ),
    parties=MappingProxyType(
        {
            "complainant": "Complains too",
            "representative": "Speaks for them",
            "supporter": "Helps them to complain",
            "witness": "Saw or heard it",
            "advocate": "Advice centre, councillor or MP",
        }
    ),
)

AUTHORITY = CaseType(
    name="authority",
    label="Enquiry or order from outside",
    says="An ombudsman, a regulator, a councillor or an MP asks us something, or orders something.",
    opens=(
        Opening(
            "authority.received", to="ordered", when=MappingProxyType({"sort": ("order", "recommendation")})
        ),
        Opening("authority.received", to="received"),
    ),
    states=(
        State("received", "Waits for our answer", "They want it by their own date."),
        State(
            "ordered", "To be carried out", "What they ordered or recommend is done, and they have the proof."
        ),
        State("answered", "Answered", "They have all that they asked for.", ended=True),
        State("carried-out", "Carried out", "It is done, and they have the proof.", ended=True),
    ),
    steps=(
        Step("authority.acknowledged", "Acknowledge it", leaves=("received", "ordered")),
        Step("authority.answered", "Answer it", leaves=("received",), to="answered"),
        Step("authority.answered", "Write back", leaves=("ordered", "answered", "carried-out")),
        Step("authority.complied", "It is carried out", leaves=("ordered",), to="carried-out"),
        Step(
            "authority.decided",
            "They found for the customer",
            leaves=("received", "answered", "carried-out"),
            to="ordered",
            when=MappingProxyType({"finding": ("for_customer", "in_part")}),
        ),
        Step("authority.decided", "They decided", leaves=("received", "ordered", "answered", "carried-out")),
    ),
    parties=MappingProxyType({"customer": "Whom it is about", "caseworker": "Who deals with it there"}),
)

TABLES: tuple[CaseType, ...] = (COMPLAINT, AUTHORITY)
