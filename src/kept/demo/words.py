"""What do people say, and what do staff write down? Plain sentences of our own, put together from parts.

    about(rng, "nuisance.reported")     # "Music through the wall until two in the morning, third night now."
    note(rng, "message.returned")       # "Spoke at length. Fitter booked, they are content to wait."

A matter is chosen by the first word of the kind of event, then by nothing: a kind that nobody has thought of
gets the matters of everyday.
"""

from __future__ import annotations

from random import Random

EVERYDAY = (
    "Wants to know when the rent statement for this quarter goes out",
    "Asks whether the direct debit can move to the day after pay day",
    "The entry phone buzzes but does not open the door",
    "Lost the fob for the main door and has to wait for neighbours",
    "Would like to know who the new housing officer is",
    "Bulky waste has stood by the bins for a week",
    "Asks how to add a partner to the tenancy",
    "Thinking of keeping a small dog and asks what the rules are",
    "The stair light on the second floor has been out since the weekend",
    "Wants the letter about the service charge explained",
    "Moving to be nearer to a daughter, asks how an exchange works",
    "Heating was serviced in the spring and nobody left a certificate",
    "Has had a letter about arrears and says it was paid on Friday",
    "Asks for a parking permit for a carer who comes four times a day",
    "Water pressure is low in the mornings, fine in the evenings",
    "The lift stops between floors if more than two get in",
    "Would like a grab rail by the back step",
    "Asks whether the fence or only the post is ours to mend",
    "Universal Credit wants proof of the rent by Thursday",
    "The new bins do not fit through the gate",
    "Has a hospital stay coming and asks who can hold a key",
    "Wants to paint the kitchen and asks if that is allowed",
    "The communal door was propped open again last night",
    "Asks what happened to the residents' meeting in the hall",
    "Says the contractor did not turn up this morning",
    "Would like the letters in larger print from now on",
    "Black mould behind the wardrobe, and the baby has a cough",
    "Asks for a copy of the tenancy agreement",
    "A window in the bedroom does not close and the wind comes in",
    "Wants to thank the caretaker and to ask about the salt bin",
    "The garden next door has grown over the path",
    "Asks whether a lodger is possible while the rent is hard to meet",
    "Wants to change the name on the account after the divorce",
    "The gutter over the porch drips on whoever comes in",
    "Has smelled drains in the yard since the heavy rain",
    "Asks for somebody to explain the new meter",
)
BY_FIRST_WORD: dict[str, tuple[str, ...]] = {
    "complaint": (
        "Third time of asking about the back door and nobody rang as promised",
        "Waited in all day for a repair and no one came",
        "Was spoken to sharply at the desk and left in tears",
        "The answer to the last letter did not answer the question",
        "Two months of scaffolding and no one at work on it",
        "Rent account shows arrears that were cleared in the spring",
        "The decorator left paint on the carpet and will not pay for it",
        "Nobody told us that the water would be off",
        "Moved in to find the cooker point dead and the floor wet",
        "Sent from one number to another for forty minutes",
        "Cleaners have not been in the stairwell for three weeks",
        "The wheelchair ramp was taken away for works and not put back",
    ),
    "nuisance": (
        "Music through the wall until two in the morning, third night now",
        "Shouting and doors slamming at number nine most evenings",
        "Motorbike being revved under the bedroom windows",
        "Dog left barking on the balcony all day while they are at work",
        "Rubbish thrown from an upper landing into the yard",
        "Youths on the garage roofs, somebody will get hurt",
        "Smoke from a fire in the garden comes into the children's room",
        "Threats over the parking place, said in front of the children",
        "Neighbour blocks the shared path with car parts",
    ),
    "repair": (
        "No hot water since this morning, the boiler shows a fault",
        "Kitchen tap will not turn off",
        "Front door lock sticks and the key bends",
        "Leak under the bath, coming through to the flat below",
        "Socket by the window sparks when the kettle is plugged in",
        "Toilet does not fill after it is flushed",
        "Broken pane in the hall door",
        "Fan in the bathroom is dead and the paint is peeling",
        "Roof tile came down in the wind last night",
        "Radiator in the small room stays cold",
    ),
    "graffiti": (
        "Tags along the whole of the bin store wall",
        "Something offensive sprayed by the playground gate",
        "Paint on the lift doors on every floor",
        "Marker pen all over the noticeboard in the lobby",
    ),
    "visit": (
        "Cannot manage the stairs and would like somebody to come",
        "Wants to go through the arrears at home, with a daughter there",
        "Asks that we look at the damp before deciding anything",
        "Just out of hospital and has papers to sign",
        "Neighbour trouble that they do not want to talk about at the desk",
        "Would like help with the form for an adaptation",
    ),
    "application": (
        "Sofa to sofa since the summer, with two children",
        "Needs a ground floor flat after an operation",
        "Works nights near here and travels two hours each way",
        "Leaving the forces in the new year",
        "Two children of different ages in one bedroom",
    ),
    "compliment": (
        "The caretaker carried the shopping up when the lift was out",
        "Whoever answered the telephone was patience itself",
        "The fitter took his boots off and cleaned up after himself",
        "Was rung back to the minute, as promised",
        "The officer sat with my mother for an hour after the funeral",
    ),
    "suggestion": (
        "A bench by the bus stop for those who cannot stand long",
        "Text us the morning of a repair, then we need not wait in all day",
        "Put the office hours on the door where they can be read from outside",
        "Turn the stair lights down after midnight",
        "Let us choose the colour of the doors by a vote",
    ),
    "comment": (
        "The new forms are easier but the print is small",
        "The waiting room is warmer than it used to be",
        "Not sure why the newsletter comes twice",
        "The website works on a telephone now",
    ),
    "report": (
        "A mattress left behind the garages",
        "Street lamp outside the flats is out",
        "Manhole cover rocks when cars go over it",
        "Needles in the planter by the ramp",
        "The gate to the pond has been left unlocked",
    ),
    "hazard": (
        "Strong smell of gas by the meter cupboard",
        "Ceiling bulging in the back bedroom after the rain",
        "Bare wires where the light was in the hall",
        "No heating at all, eighty-four and on her own",
        "Damp up to the window sill in the children's room, and one has asthma",
        "Balcony rail moves when it is leaned on",
        "Water running down the wall by the fuse box",
    ),
    "data": (
        "A letter for one tenant went in the envelope of another",
        "An e-mail to several tenants showed all of their addresses",
        "Wants to see everything that is on file about the move",
        "The account shows an old address and letters go astray",
        "A list of visits was left at the counter overnight",
    ),
    "personal": (
        "Wants a copy of everything we hold about them",
        "Asks for the notes of last year's complaint",
    ),
    "information": (
        "Asks how many homes were let by points last year",
        "Would like the minutes of the board about the estate",
        "Asks what was spent on the cleaning of the blocks",
    ),
    "death": (
        "Their mother died on Sunday and the flat has to be cleared",
        "The tenant died in hospital last week",
    ),
    "interview": (
        "Went through the rent account and agreed what can be paid",
        "Talked about the noise and what has been tried so far",
        "Explained the offer of a transfer and what happens next",
    ),
    "payment": (
        "Paid at the counter and wants it to show today",
        "Paid twice by mistake and asks for one back",
    ),
}
_OPENINGS = (
    "",
    "",
    "",
    "",
    "Rang from work. ",
    "Second time this month. ",
    "Upset, calmer by the end. ",
    "In a hurry. ",
)
_ENDINGS = (
    "",
    "",
    "",
    " Best after four.",
    " Not urgent, they say.",
    " Has photographs.",
    " Works shifts, mornings are bad.",
    " Would rather not be rung.",
    " Daughter can be told.",
    " Hopes to hear this week.",
    " Same as in the spring.",
    " Says others in the block have it too.",
)
NOTES: dict[str, tuple[str, ...]] = {
    "message": (
        "Spoke to them. All settled.",
        "Rang back, explained what happens next and when.",
        "Spoke at length. Fitter booked, they are content to wait.",
        "Got through at the second try. Wants it in writing as well, posted today.",
    ),
    "enquiry": (
        "Explained and sent the leaflet.",
        "Looked it up while they waited and read it out.",
        "Account checked together, the payment had come in.",
        "Gave the date and the name of the officer.",
        "Passed to repairs with their reference, customer has it too.",
        "Form filled in together and scanned.",
    ),
    "visitor": (
        "Sorted out at the counter, copy given.",
        "Sat down together, form signed.",
        "Officer came down, ten minutes in the small room.",
        "Printed the statement and went through it line by line.",
    ),
    "nuisance": (
        "Spoke to both sides. A diary sheet is out.",
        "Letter to the other household, second visit in two weeks.",
        "Mediation offered and taken up by both.",
        "Quiet for a fortnight, customer agrees to leave it there.",
    ),
    "promise": (
        "Done, and they know.",
        "Rang as agreed.",
        "Sent what was asked for.",
        "Went round and saw to it.",
    ),
    "report": (
        "Cleared the same day.",
        "Passed to the council with their reference.",
        "Caretaker made it safe.",
    ),
    "duty": ("Done as planned.", "Done, nothing to report.", "Done. Two small things noted and put in hand."),
    "hazard": (
        "Made safe, door to door with the fitter.",
        "Seen and photographed.",
        "Contractor on the way.",
    ),
    "alarm": (
        "On my way.",
        "I have it, ringing them now.",
        "Out of hours fitter called.",
        "With the manager, going together.",
    ),
    "note": (
        "Son rang to say that she is back from hospital.",
        "Prefers the side door, the front step is high.",
        "Checked the account: nothing outstanding.",
        "Contractor has the part on order.",
        "Photographs put on the file.",
        "Left a card with the direct number.",
        "Waiting to hear from the council.",
    ),
}
_ANY_NOTE = ("Done.", "Seen to.", "Done, customer told.", "Dealt with, copy on file.", "All in order.")
REASONS = (
    "Two colleagues were off sick",
    "It was passed to the wrong team first",
    "We were waiting for the contractor",
    "The message was overlooked when the team moved desks",
    "More came in that week than usual",
    "The part had to be ordered",
    "It was put on the wrong customer's file",
    "The storm took up everybody for two days",
)
TOLD = (
    "I will ring and say what the surveyor found",
    "Somebody rings with the date of the fitter",
    "The statement goes in the post",
    "I will ask the contractor and let you know",
    "You hear from me about the garage",
    "The manager will ring you herself",
    "I will come round and look at it",
    "You get the answer in writing",
    "I will find out about the permit",
    "The new fob will be at the desk for you",
)
WORDS_OF_WITHDRAWAL = (
    "It has sorted itself out, thank you, leave it.",
    "We have made it up between us, please do nothing more.",
    "I am moving at the end of the month, so never mind.",
    "My son has mended it.",
    "I do not want to go on with this.",
)
CHASES = (
    "Rang again, nothing heard.",
    "Came to the desk to ask how far it is.",
    "Wrote a second time.",
    "Not pleased.",
)
TEXTS = {
    "which": (
        "Transfer form",
        "Repairs handbook",
        "Rent leaflet",
        "Mutual exchange form",
        "Permission for alterations",
    ),
    "to_team": ("Housing", "Repairs", "The officer for the patch", "The manager on duty"),
    "evidence": ("In the shared folder, by month", "Minutes of the meeting", "On the file"),
    "reference": ("R-20418", "R-20877", "R-21350", "R-22016", "R-22794"),
    "pontoon": ("North three", "South one", "Middle pontoon"),
    "vessel": ("Linnea", "Grey Heron", "Marigold", "Two Brothers", "Havblikk"),
    "manager": ("The manager on duty",),
    "with_whom": ("Landlords of our size in the region",),
    "survey": ("Residents' survey",),
}


def _first(kind: str) -> str:
    return kind.split(".")[0].split("_")[0]


def about(rng: Random, kind: str) -> str:
    """What a contact of that kind is about, as whoever took it in would write it down."""
    first = _first(kind)
    matters = BY_FIRST_WORD.get(first, EVERYDAY)
    text = f"{rng.choice(_OPENINGS)}{rng.choice(matters)}."
    return text + rng.choice(_ENDINGS) if first not in ("compliment", "suggestion", "comment") else text


def note(rng: Random, kind: str) -> str:
    """What was said or done, in the words of a colleague with three things waiting."""
    return rng.choice(NOTES.get(_first(kind), _ANY_NOTE))


def reason(rng: Random) -> str:
    """Why something took longer than it should."""
    return rng.choice(REASONS)
