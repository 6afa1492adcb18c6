"""The life of transfers, exchanges, assignments, successions, deaths, endings and settling in.

    TYPES["transfer"].state("listed").says      # "They wait; place and points follow from the list."

1. A transfer is approved once the home was found in good order, or somebody who leads made an exception; it
   closes only after the alternatives were talked through (the kinds themselves say so: `follows`).
2. A swap is refused on a ground of the law's list alone; which lists there are, `policies/moves.yaml` says.
3. A death ends nothing by itself: what becomes of the tenancy is said by somebody.
"""

from __future__ import annotations

from types import MappingProxyType

from kept.casework.cases.model import After, CaseType, Opening, State, Step, Who

_ASKED, _LISTED, _OFFERED = "asked", "listed", "offered"
_BEFORE = (_ASKED, "answered", "owing", "eligible")
_WAITING = (*_BEFORE, _LISTED, _OFFERED)
_LEAVING = ("arranged", "visited", "to-put-right", "passed", "approved")
_OPEN = (*_WAITING, *_LEAVING)
_NO_GATE = (
    "Look at the home first: a move is approved once it is found in good order, or once whoever leads has "
    "made an exception and said why."
)

_TALKED = After(
    "transfer.alternatives_discussed",
    "Talk the alternatives through first, with the options sheet, and put that on record.",
)
# What runs when a customer gives something up is withdrawn with it, in their words.
_GIVEN_UP = "contact.withdrawn"

TRANSFER = CaseType(
    name="transfer",
    label="Transfer",
    says="A tenant wants to move to another of our homes.",
    opens=(Opening("transfer.requested", to=_ASKED),),
    states=(
        State(_ASKED, "Asked for", "They wait for our answer and how it works."),
        State("answered", "Answered", "The rent account is looked at next."),
        State(
            "owing", "Rent account not clear", "It is paid, put right, or whoever leads makes an exception."
        ),
        State("eligible", "May move", "Their points are added up, and they go on the list."),
        State(_LISTED, "On the list", "They wait; place and points follow from the list."),
        State(_OFFERED, "Home offered", "They see the home and say whether they take it."),
        State("arranged", "Move arranged", "We visit them about the work that is to be done."),
        State("visited", "Work talked through", "The home is inspected before the move."),
        State("to-put-right", "To be put right", "Something is put right, and the home is looked at again."),
        State("passed", "Home in good order", "Whoever leads approves the move."),
        State("approved", "Move approved", "They move."),
        State("moved", "Moved", "They live in the other home.", ended=True),
        State("refused", "Refused", "They know why, and what else is open to them.", ended=True),
        State("withdrawn", "Given up", "They do not want to move any more.", ended=True),
    ),
    steps=(
        Step("transfer.answered", "Answer, and say how it works", leaves=(_ASKED,), to="answered"),
        Step("transfer.answered", "Answer again", leaves=_OPEN),
        Step(
            "transfer.checked",
            "Look at the rent account: clear",
            leaves=_BEFORE,
            to="eligible",
            when={"outcome": ("clear",)},
        ),
        Step(
            "transfer.checked",
            "Look at the rent account: owing",
            leaves=_BEFORE,
            to="owing",
            when={"outcome": ("owes",)},
        ),
        Step("transfer.checked", "Look at the rent account again", leaves=(_LISTED, _OFFERED, *_LEAVING)),
        Step(
            "transfer.exception",
            "Make an exception from the rent account",
            leaves=(_ASKED, "answered", "owing"),
            to="eligible",
            who=Who.LEADS,
            when={"from_what": ("rent",)},
        ),
        Step(
            "transfer.exception",
            "Make an exception from the state of the home",
            leaves=("arranged", "visited", "to-put-right"),
            to="passed",
            who=Who.LEADS,
            when={"from_what": ("inspection",)},
        ),
        Step("transfer.listed", "Put them on the list", leaves=("eligible",), to=_LISTED),
        Step("transfer.listed", "Change their points", leaves=(_LISTED, _OFFERED)),
        Step("transfer.position_told", "Tell them place and points", leaves=(_LISTED, _OFFERED)),
        Step("options.given", "Give them the options sheet", leaves=_OPEN),
        Step("transfer.alternatives_discussed", "Talk the alternatives through", leaves=_OPEN),
        Step("transfer.offered", "Offer them a home", leaves=(_LISTED, "eligible"), to=_OFFERED),
        Step("viewing.booked", "Arrange a viewing", leaves=(_OFFERED, "arranged")),
        Step("viewing.made", "Write down the viewing", leaves=(_OFFERED, "arranged")),
        Step("transfer.offer_declined", "They decline", leaves=(_OFFERED, *_LEAVING), to=_LISTED),
        Step("transfer.arranged", "They take it: arrange the move", leaves=(_OFFERED,), to="arranged"),
        Step("transfer.arranged", "Change the day of the move", leaves=_LEAVING),
        Step("transfer.visited", "Visit them about the work", leaves=("arranged",), to="visited"),
        Step("transfer.visited", "Visit them again", leaves=("visited", "to-put-right")),
        Step("transfer.inspection_booked", "Give notice of the inspection", leaves=_LEAVING[:4]),
        Step(
            "transfer.inspected",
            "Inspect: in good order",
            leaves=("arranged", "visited", "to-put-right"),
            to="passed",
            when={"outcome": ("passed",)},
        ),
        Step(
            "transfer.inspected",
            "Inspect: something to put right",
            leaves=("arranged", "visited", "to-put-right"),
            to="to-put-right",
            when={"outcome": ("not_yet",)},
            needs=(
                ("again_on", "Say on which day you look again, so that they know until when they have time."),
            ),
        ),
        Step("transfer.items_sent", "Send them what is to be put right", leaves=("to-put-right", "passed")),
        Step(
            "transfer.approved",
            "Approve the move",
            leaves=("passed",),
            to="approved",
            who=Who.LEADS,
            out_of_order=_NO_GATE,
        ),
        Step("transfer.moved", "They have moved", leaves=("approved",), to="moved"),
        Step(
            "transfer.refused", "Refuse it", leaves=(*_WAITING, "to-put-right"), to="refused", who=Who.LEADS
        ),
        Step("transfer.withdrawn", "They give it up", leaves=_OPEN, to="withdrawn"),
        Step(
            _GIVEN_UP,
            "They give it up while a promise runs",
            leaves=_OPEN,
            to="withdrawn",
            after=(_TALKED,),
        ),
        Step("transfer.reconsidered", "Look at it again", leaves=("refused", "withdrawn"), to="answered"),
    ),
    parties=MappingProxyType({"household": "Moves with them", "adviser": "Advises them"}),
)

_LOOKING, _TO_DECIDE = "looking", "to-decide"
_AGREED = ("agreed", "agreed-if")
_SWAPPING = (_TO_DECIDE, "decided", *_AGREED)
_WHICH_GROUND = "Name the ground in the list of the law; a swap is refused on nothing else."

EXCHANGE = CaseType(
    name="exchange",
    label="Exchange",
    says="Tenants look for somebody to swap homes with, or ask whether they may.",
    opens=(Opening("exchange.registered", to=_LOOKING), Opening("exchange.requested", to=_TO_DECIDE)),
    states=(
        State(_TO_DECIDE, "To be decided", "The law’s days run: silence is consent."),
        State(_LOOKING, "On the exchange register", "We look for somebody who could swap with them."),
        State(
            "decided", "Decided", "It is not written down how: correct the decision, or go on with the swap."
        ),
        State("agreed", "We agree", "The other landlord agrees too, deeds are signed and they move."),
        State("agreed-if", "We agree on a condition", "They swap once the condition is met."),
        State("swapped", "Swapped", "Both live in the other home.", ended=True),
        State("refused", "Refused", "They know the ground and what it rests on.", ended=True),
        State("left", "Off the register", "They do not look any more.", ended=True),
        State("withdrawn", "Given up", "They do not want to swap any more.", ended=True),
    ),
    steps=(
        Step("exchange.entry_changed", "Change the entry", leaves=(_LOOKING, *_SWAPPING)),
        Step("exchange.advertised", "Advertise it", leaves=(_LOOKING, *_SWAPPING)),
        Step("exchange.matched", "Tell both of one another", leaves=(_LOOKING, *_SWAPPING)),
        Step("exchange.interest_told", "They say whether they are interested", leaves=(_LOOKING, *_SWAPPING)),
        Step("options.given", "Give them the options sheet", leaves=(_LOOKING, *_SWAPPING)),
        Step("exchange.requested", "They apply to swap", leaves=(_LOOKING,), to=_TO_DECIDE),
        Step("exchange.landlord_asked", "Ask the other landlord", leaves=_SWAPPING),
        Step("exchange.landlord_answered", "The other landlord answers", leaves=_SWAPPING),
        Step(
            "exchange.decided",
            "Agree",
            leaves=(*_SWAPPING, "refused"),
            to="agreed",
            when={"decision": ("agreed",)},
        ),
        Step(
            "exchange.decided",
            "Agree on a condition",
            leaves=(*_SWAPPING, "refused"),
            to="agreed-if",
            when={"decision": ("agreed_if",)},
            needs=(
                ("condition", "Say which condition: that arrears are paid, or that a breach is put right."),
            ),
        ),
        Step(
            "exchange.decided",
            "Refuse it, on a ground of the law",
            leaves=(_TO_DECIDE, "decided"),
            to="refused",
            when={"decision": ("refused",)},
            needs=(("ground", _WHICH_GROUND),),
        ),
        Step(
            "exchange.decided",
            "Decide",
            leaves=(_TO_DECIDE,),
            to="decided",
            when={"decision": (None,)},
        ),
        Step("exchange.silence", "The time ran out: they may swap", leaves=(_TO_DECIDE,), to="agreed"),
        Step("exchange.condition_met", "The condition is met", leaves=("agreed-if",), to="agreed"),
        Step(
            "exchange.swapped",
            "They have swapped",
            leaves=("agreed", "decided"),
            to="swapped",
            needs=(
                (
                    "both_landlords",
                    "Wait until both landlords agreed in writing: without it, nobody may move.",
                ),
            ),
        ),
        Step("exchange.register_left", "Take them off the register", leaves=(_LOOKING,), to="left"),
        Step("exchange.withdrawn", "They give it up", leaves=_SWAPPING, to="withdrawn"),
        Step(_GIVEN_UP, "They give it up while a promise runs", leaves=_SWAPPING, to="withdrawn"),
    ),
    parties=MappingProxyType({"partner": "Swaps with them", "landlord": "The other landlord"}),
)

_TAKING = (_ASKED, "acknowledged", "form-out", "form-back")

SUCCESSION = CaseType(
    name="succession",
    label="Succession or assignment",
    says="Somebody asks to take over a tenancy after a death, or to pass theirs on.",
    opens=(Opening("succession.requested", to=_ASKED),),
    states=(
        State(_ASKED, "Asked for", "They hear from us by the end of the next working day."),
        State("acknowledged", "Acknowledged", "The full answer is prepared."),
        State("form-out", "Form is out", "We remind them, and help to fill it in."),
        State(
            "form-back", "Form came back", "The right to take over is looked at, and they have our answer."
        ),
        State("answered", "Answered", "They know what becomes of the tenancy.", ended=True),
        State("withdrawn", "Given up", "They do not ask for it any more.", ended=True),
    ),
    steps=(
        Step("succession.acknowledged", "Acknowledge it", leaves=(_ASKED,), to="acknowledged"),
        Step("succession.acknowledged", "Acknowledge it again", leaves=_TAKING[1:]),
        Step("succession.form_sent", "Send the form", leaves=_TAKING, to="form-out"),
        Step("succession.reminded", "Remind them of the form", leaves=("form-out",)),
        Step("succession.helped", "Fill it in together", leaves=("form-out", "form-back")),
        Step(
            "succession.form_returned",
            "The form came back",
            leaves=_TAKING,
            to="form-back",
            when={"whole": (True,)},
        ),
        Step("succession.form_returned", "The form came back with gaps", leaves=_TAKING, to="form-out"),
        Step("succession.checked", "Look at the right to take over", leaves=_TAKING),
        Step("succession.answered", "Answer", leaves=_TAKING, to="answered"),
        Step("succession.withdrawn", "They give it up", leaves=_TAKING, to="withdrawn"),
        Step(_GIVEN_UP, "They give it up while a promise runs", leaves=_TAKING, to="withdrawn"),
        Step("succession.answered", "Answer again", leaves=("answered",)),
        Step(
            "succession.acknowledged", "Take it up again", leaves=("answered", "withdrawn"), to="acknowledged"
        ),
    ),
    parties=MappingProxyType({"successor": "Wants to take over", "adviser": "Advises them"}),
)

DEATH = CaseType(
    name="death",
    label="Death of a tenant",
    says="A tenant has died. Nothing automatic goes to them; whoever speaks for them is written to by name.",
    opens=(Opening("death.reported", to="reported"),),
    states=(
        State("reported", "Reported", "Everything automatic stops, and whoever told us has our answer."),
        State("answered", "Family answered", "What becomes of the tenancy is settled."),
        State("followed", "Settled", "The tenancy goes on with somebody, or ends.", ended=True),
        State("mistaken", "Recorded by mistake", "They live. We said that we are sorry.", ended=True),
    ),
    steps=(
        Step("death.everything_stopped", "Stop everything automatic", leaves=("reported", "answered")),
        Step("death.spokesperson_named", "Name whom to write to", leaves=("reported", "answered")),
        Step("death.answered", "Answer the family", leaves=("reported",), to="answered"),
        Step("death.answered", "Answer again", leaves=("answered",)),
        Step("succession.form_sent", "Send the form to take over", leaves=("reported", "answered")),
        Step("succession.reminded", "Remind them of the form", leaves=("answered",)),
        Step("succession.helped", "Fill it in together", leaves=("answered",)),
        Step("succession.form_returned", "The form came back", leaves=("reported", "answered")),
        Step("death.followed", "Say what becomes of the tenancy", leaves=("answered",), to="followed"),
        Step("death.mistaken", "It was a mistake", leaves=("reported", "answered"), to="mistaken"),
        Step(
            _GIVEN_UP, "It was a mistake, and a promise runs", leaves=("reported", "answered"), to="mistaken"
        ),
        Step("death.answered", "Take it up again", leaves=("followed", "mistaken"), to="answered"),
    ),
    parties=MappingProxyType(
        {"executor": "Executor or administrator", "kin": "Next of kin", "household": "Lives in the home"}
    ),
)

_GOING = ("notice", "confirmed", "keys-back")

ENDING = CaseType(
    name="ending",
    label="End of a tenancy",
    says="A tenant leaves: notice, money to settle, keys, and where to write to.",
    opens=(Opening("tenancy.notice_received", to="notice"),),
    states=(
        State("notice", "Notice received", "We confirm it, with everything that comes next."),
        State("confirmed", "Notice confirmed", "They move out and bring the keys."),
        State("keys-back", "Keys came back", "The tenancy ends on its day."),
        State("left", "Tenancy over", "They have left.", ended=True),
        State("stays", "Notice taken back", "They stay after all.", ended=True),
    ),
    steps=(
        Step("tenancy.notice_processed", "Confirm the notice", leaves=("notice",), to="confirmed"),
        Step("tenancy.notice_processed", "Confirm it again", leaves=("confirmed", "keys-back")),
        Step("tenancy.notice_shortened", "Accept a shorter notice", leaves=_GOING, who=Who.LEADS),
        Step("tenancy.balance_told", "Tell them what is to be settled", leaves=_GOING),
        Step("tenancy.forwarding_given", "They give a forwarding address", leaves=_GOING),
        Step("tenancy.keys_returned", "The keys came back", leaves=_GOING, to="keys-back"),
        Step("tenancy.left", "The tenancy is over", leaves=("confirmed", "keys-back"), to="left"),
        Step("tenancy.notice_withdrawn", "They take it back", leaves=_GOING, to="stays"),
        Step(_GIVEN_UP, "They take it back while a promise runs", leaves=_GOING, to="stays"),
        Step("tenancy.forwarding_given", "They give a forwarding address", leaves=("left",)),
        Step("tenancy.balance_told", "Tell them what is to be settled", leaves=("left",)),
    ),
)

SETTLING = CaseType(
    name="settling",
    label="Settling in",
    says="Somebody has moved in, and we see within three months how they are getting on.",
    opens=(Opening("tenancy.started", to="moved-in"),),
    states=(
        State("moved-in", "Moved in", "We visit them at home."),
        State("visited", "Visited", "What came of the visit is seen to."),
        State("settled", "Settled in", "Nothing is left open.", ended=True),
        State("left", "Left again", "The tenancy ended before.", ended=True),
    ),
    steps=(
        Step("settling.booked", "Arrange the visit", leaves=("moved-in",)),
        Step("benefit.verified", "Verify the claim for benefit", leaves=("moved-in", "visited")),
        Step("tenancy.followed_up", "Visit them at home", leaves=("moved-in",), to="visited"),
        Step("tenancy.followed_up", "Visit them again", leaves=("visited",)),
        Step("settling.closed", "Nothing is left open", leaves=("visited",), to="settled"),
        Step("tenancy.left", "They have left again", leaves=("moved-in", "visited"), to="left"),
        Step(
            _GIVEN_UP, "They have left again, and a promise runs", leaves=("moved-in", "visited"), to="left"
        ),
        Step("tenancy.followed_up", "Visit them once more", leaves=("settled",), to="visited"),
    ),
)

PERMISSION = CaseType(
    name="permission",
    label="Permission",
    says="A tenant asks for our consent, to alter the home or to sublet. In Scotland silence is consent.",
    opens=(Opening("consent.requested", to=_ASKED),),
    states=(
        State(_ASKED, "Asked for", "They have our consent or refusal in writing."),
        State("decided", "Decided", "They know, with the reasons.", ended=True),
        State("withdrawn", "Given up", "They do not ask for it any more.", ended=True),
    ),
    steps=(
        Step("consent.decided", "Decide, in writing", leaves=(_ASKED, "decided"), to="decided"),
        Step("consent.withdrawn", "They give it up", leaves=(_ASKED,), to="withdrawn"),
        Step(_GIVEN_UP, "They give it up while a promise runs", leaves=(_ASKED,), to="withdrawn"),
    ),
)

TABLES: tuple[CaseType, ...] = (TRANSFER, EXCHANGE, SUCCESSION, DEATH, ENDING, SETTLING, PERMISSION)
