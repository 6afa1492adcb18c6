"""The life of requests: for what is held on somebody, and for information that the law gives to anybody."""

from __future__ import annotations

from types import MappingProxyType

from kept.casework.bundling import in_order
from kept.casework.cases.model import After, CaseType, Opening, State, Step, Who

_OPEN = ("in-hand", "waiting")
_GIVEN = ("released", "partly", "refused", "reviewed")
_FAR = MappingProxyType({"reason": ("awaiting-identity",)})
_NEAR = MappingProxyType({"reason": ("awaiting-customer", "awaiting-access", "awaiting-other")})
_DATA = Who.PROTECTS_DATA

DATA_REQUEST = CaseType(
    name="data_request",
    label="Request for their own data",
    says="Somebody asks what we hold on them. They have a copy within a month, free, however they asked.",
    opens=(Opening("personal_data.requested", to="in-hand"),),
    states=(
        State("in-hand", "In hand", "We know who asks, and gather what we hold."),
        State("waiting", "Waiting for who or what", "We had to ask who they are or what they mean."),
        State("released", "Given", "They have all that they asked for.", ended=True),
        State(
            "partly", "Given in part", "They have a part, and know that something is left out.", ended=True
        ),
        State("refused", "Refused", "They know why not, and where they may complain.", ended=True),
        State("disputed", "Disputed", "They are not content with what they were given."),
        State("reviewed", "Looked at again", "It was looked at again, and they know the result.", ended=True),
        State("withdrawn", "Withdrawn", "They no longer want it.", ended=True),
    ),
    steps=(
        Step("identity.checked", "Check who they are", _OPEN),
        Step("clock.paused", "Ask who they are or what they mean", ("in-hand",), "waiting", when=_FAR),
        Step("clock.paused", "Wait for something else", _OPEN, when=_NEAR),
        Step("clock.resumed", "They answered", ("waiting",), "in-hand"),
        Step("clock.resumed", "Go on", ("in-hand",)),
        Step("clock.extended", "Take more time", _OPEN, check=in_order),
        Step("personal_data.advised", "Record the view on the reply", _OPEN, who=Who.LEADS),
        Step("personal_data.searched", "Gather all of it", (*_OPEN, "disputed", *_GIVEN)),
        Step("personal_data.supplied", "Give all of it", (*_OPEN, "disputed"), "released", who=_DATA),
        Step("personal_data.part_supplied", "Give a part", (*_OPEN, "disputed"), "partly", who=_DATA),
        Step("personal_data.refused", "Refuse it", _OPEN, "refused", who=_DATA),
        Step("personal_data.disputed", "They are not content", _GIVEN, "disputed"),
        Step("personal_data.disputed", "They say more", ("disputed",)),
        Step(
            "personal_data.reviewed",
            "Answer what they dispute",
            ("disputed",),
            "reviewed",
            who=_DATA,
            after=(After("personal_data.disputed", "Write down first what they are not content with."),),
        ),
        Step("contact.withdrawn", "They no longer want it", (*_OPEN, "disputed"), "withdrawn"),
        Step("bundle.begun", "Gather it", (*_OPEN, "disputed", *_GIVEN)),
        Step("bundle.marked", "Mark pieces", (*_OPEN, "disputed", *_GIVEN)),
        Step("bundle.consent", "Ask somebody else", (*_OPEN, "disputed", *_GIVEN)),
        Step("bundle.made", "Make the file", (*_OPEN, "disputed", *_GIVEN)),
        Step("bundle.taken", "Take the file away", (*_OPEN, "disputed", *_GIVEN)),
    ),
    parties=MappingProxyType(
        {
            "representative": "Speaks for them, in writing",
            "authority": "The authority that asks",
            "mentioned": "Somebody else who is mentioned",
            "adviser": "Advised on harm or law",
        }
    ),
)

INFORMATION_REQUEST = CaseType(
    name="information_request",
    label="Request for information",
    says="Somebody asks for information that we hold, other than on themselves. They have it or the reason.",
    opens=(Opening("information.requested", to="in-hand"),),
    states=(
        State("in-hand", "In hand", "We look for it."),
        State("supplied", "Given", "They have it.", ended=True),
        State("refused", "Refused", "They know why, and how to have that looked at again.", ended=True),
        State("review", "To be looked at again", "They are not content with the answer."),
        State("reviewed", "Looked at again", "They have a second answer.", ended=True),
        State("withdrawn", "Withdrawn", "They no longer want it.", ended=True),
    ),
    steps=(
        Step("clock.extended", "Take more time", ("in-hand", "review")),
        Step("information.supplied", "Give it", ("in-hand",), "supplied"),
        Step("information.refused", "Refuse it", ("in-hand",), "refused", who=Who.LEADS),
        Step(
            "information.review_requested",
            "They ask to look again",
            ("supplied", "refused"),
            "review",
            out_of_order="It is looked at again once they have an answer. Give or refuse it first.",
        ),
        Step(
            "information.reviewed",
            "Answer a second time",
            ("review",),
            "reviewed",
            who=Who.LEADS,
            not_by=("information.supplied", "information.refused"),
            not_by_says="Whoever gave the first answer does not look at it again. Ask another manager.",
        ),
        Step("contact.withdrawn", "They no longer want it", ("in-hand", "review"), "withdrawn"),
    ),
)

TABLES: tuple[CaseType, ...] = (DATA_REQUEST, INFORMATION_REQUEST)
