"""The life of behaviour that we do not accept, what was decided, and contact that we ended.

Nothing is drafted about a customer before somebody has asked after them. Only who decides limits anything,
whoever decided answers no appeal, and what was limited comes to an end or is looked at again. Whoever's call
or talk was ended was warned and had the chance to go on calmly, each time; what they came for stays open.
"""

from __future__ import annotations

from kept.casework.cases.model import CaseType, Opening, State, Step, Who

REPORTED, DECIDED, WARNED = "behaviour.reported", "restriction.decided", "behaviour.warned"
_ALL = ("recorded", "asked-after", "considered", "reported", "decided", "in-force", "appealed")
_BEFORE = ("recorded", "asked-after", "considered", "reported")
_ENDED = ("settled", "over")
_HOLDS = ("decided", "in-force", "appealed")
_ANY = (*_ALL, *_ENDED)
ASK_FIRST = (
    "First ask after them: illness, disability, abuse, and what we ourselves had not kept. Record “Asked "
    "after them”, then take this step."
)
BEFORE_REPORT = "Say first that the behaviour was considered and a report is to be made."
SOMEBODY_ELSE = "You decided it yourself. Ask somebody else who may decide to look at it again."
DATES = "Name the day on which it is looked at again: no limit is without one."
OPEN = "Name the way that stays open to them: nobody is turned away altogether."

BEHAVIOUR = CaseType(
    name="behaviour",
    label="Behaviour",
    says="Somebody threatened, insulted or hurt one of us. It is looked into; the director alone decides.",
    opens=(Opening(REPORTED, to="recorded"), Opening(DECIDED, to="decided")),
    states=(
        State("recorded", "Recorded", "The director sees it, and somebody asks after the customer."),
        State("asked-after", "Asked after", "What may lie behind it is known. Is it to be reported?"),
        State("considered", "To be reported", "An officer writes the report to the director."),
        State("reported", "With the director", "The report is there. The director decides."),
        State("decided", "Decided", "The customer has it in writing next. Nothing holds for them before."),
        State("in-force", "In force", "The customer knows it. It is looked at again on a day that is named."),
        State("appealed", "Looked at again", "The customer does not agree. Somebody else looks at it."),
        State("settled", "Nothing more follows", "It was looked at, and nothing is limited.", ended=True),
        State("over", "Over", "What was limited is not limited any more.", ended=True),
    ),
    steps=(
        Step("behaviour.welfare_asked", "Ask after them", ("recorded",), "asked-after"),
        Step("behaviour.welfare_asked", "Ask after them again", _ANY[1:]),
        Step("incident.seen", "Say that you have seen it", _ANY, who=Who.DECIDES),
        Step(
            "persistence.considered",
            "Consider it: report",
            ("asked-after", "settled"),
            "considered",
            when={"report": (True,)},
            out_of_order=ASK_FIRST,
        ),
        Step("persistence.considered", "Consider it", (*_BEFORE[1:], *_ENDED), out_of_order=ASK_FIRST),
        Step(
            "behaviour.report_made", "Report to the director", ("considered",), "reported",
            out_of_order=BEFORE_REPORT,
        ),
        Step("behaviour.report_made", "Report anew", ("reported", "decided", "in-force")),
        Step(
            DECIDED,
            "Decide",
            ("asked-after", "considered", "reported", "decided", "in-force"),
            "decided",
            who=Who.DECIDES,
            needs=(("review_on", DATES), ("open_channel", OPEN)),
            out_of_order=ASK_FIRST,
        ),
        Step("restriction.none", "Limit nothing", _BEFORE, "settled", who=Who.DECIDES),
        Step("restriction.told", "Tell the customer in writing", ("decided",), "in-force"),
        Step("restriction.told", "Tell the customer again", ("in-force", *_ENDED)),
        Step("restriction.step_taken", "Record a step that follows", (*_HOLDS, *_ENDED)),
        Step("restriction.overridden", "Set it aside for once", _HOLDS, who=Who.DECIDES),
        Step(
            "restriction.reviewed", "Look at it again: goes on", ("decided", "in-force"),
            who=Who.DECIDES, when={"outcome": ("goes_on",)}, needs=(("review_on", DATES),),
        ),
        Step(
            "restriction.reviewed", "Look at it again: over", ("decided", "in-force"), "over",
            who=Who.DECIDES, when={"outcome": ("over",)},
        ),
        Step("restriction.appealed", "They do not agree", ("decided", "in-force"), "appealed"),
        Step(
            "restriction.appeal_answered", "Answer them: it stands", ("appealed",), "in-force",
            who=Who.LEADS, when={"outcome": ("stands",)}, not_by=(DECIDED,), not_by_says=SOMEBODY_ELSE,
        ),
        Step(
            "restriction.appeal_answered", "Answer them: it is over", ("appealed",), "over",
            who=Who.LEADS, when={"outcome": ("over",)}, not_by=(DECIDED,), not_by_says=SOMEBODY_ELSE,
        ),
        Step("restriction.ended", "End it", _HOLDS, "over", who=Who.LEADS),
        Step("behaviour.advice_given", "Advise whoever meets them", _ANY, who=Who.LEADS),
        Step("incident.person", "Add somebody who was there", _ANY),
        Step("incident.updated", "Say what is new", _ANY),
        Step("incident.help_asked", "Call for help", _ANY),
        Step("incident.help_came", "Say that you came", _ANY),
        Step("incident.settled", "Nothing more follows", _BEFORE, "settled", who=Who.LEADS),
        Step(REPORTED, "Record it again", _ENDED, "recorded"),
    ),
    parties={"victim": "It was done to them", "assailant": "They did it", "witness": "They saw it"},
    restricted=True,
)  # fmt: skip

_DUE = ("manager-due", "query-goes-on")
_TALKED = ("warned", "no-chance", "manager-due", "warned-again", "query-goes-on", "ended")
WARN_FIRST = (
    "Warn them first that it will be ended, and give them the chance to go on calmly. Where it goes on, warn "
    "them each time anew. Then record that it was ended."
)

CONTACT_ENDED = CaseType(
    name="contact-ended",
    label="Call or talk that we ended",
    says="We ended a call or talk after a warning. A manager gets in touch, and what they came for goes on.",
    opens=(
        Opening(WARNED, to="warned", when={"chance": (True,)}),
        Opening(WARNED, to="no-chance", when={"chance": (False, None)}),
        Opening("behaviour.at_risk", to="warned"),
    ),
    states=(
        State("manager-due", "A manager gets in touch", "Why it was ended, and that their query goes on."),
        State("warned", "Warned", "They may go on calmly. Nothing was ended.", ended=True),
        State("no-chance", "Warned without a chance", "Nothing may be ended on this warning.", ended=True),
        State("warned-again", "Warned again", "They came back and are warned before it is ended again."),
        State("query-goes-on", "Their query goes on", "The manager was in touch. What they asked is open."),
        State("ended", "Dealt with", "What they came for has its answer.", ended=True),
    ),
    steps=(
        Step(WARNED, "Warn them", ("no-chance", "ended"), "warned", when={"chance": (True,)}),
        Step(WARNED, "Warn them again", _DUE, "warned-again", when={"chance": (True,)}),
        Step(WARNED, "Warn them", _TALKED),
        Step("behaviour.at_risk", "Somebody was in danger", _DUE, "warned-again"),
        Step("behaviour.at_risk", "Somebody was in danger", ("no-chance", "ended"), "warned"),
        Step("behaviour.at_risk", "Somebody was in danger", ("warned", "warned-again")),
        Step(
            "call.ended_by_staff", "End the call", ("warned", "warned-again"), "manager-due",
            out_of_order=WARN_FIRST,
        ),
        Step(
            "interview.ended_by_us", "End the talk", ("warned", "warned-again"), "manager-due",
            out_of_order=WARN_FIRST,
        ),
        Step("behaviour.note_read", "Say that you have read the note", _TALKED, who=Who.LEADS),
        Step("callback.attempted", "Tried to ring them", _TALKED),
        Step("manager.rang", "Ring them as their manager", ("manager-due", "warned-again"), "query-goes-on"),
        Step("manager.rang", "Ring them again", ("warned", "no-chance", "query-goes-on", "ended")),
        Step("letter.sent", "Write to them", ("manager-due", "warned-again"), "query-goes-on"),
        Step("letter.sent", "Write to them again", ("warned", "no-chance", "query-goes-on", "ended")),
        Step("behaviour.calm_again", "They came back calmly", _TALKED),
        Step("incident.help_asked", "Call for help", _TALKED),
        Step("incident.help_came", "Say that you came", _TALKED),
        Step("behaviour.over", "Their query is dealt with", ("query-goes-on",), "ended"),
    ),
)  # fmt: skip

TABLES: tuple[CaseType, ...] = (BEHAVIOUR, CONTACT_ENDED)
