"""What do the entries of the lists say, and what was talked about? All of it is invented.

Days are written as `{+90}`, counted from today, or `{since}`, the day on which the entry was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Entries = tuple[Mapping[str, str], ...]

# (name, seats, what it has, whether nobody outside can listen)
OFFICE_ROOMS: tuple[tuple[str, int, tuple[str, ...], bool], ...] = (
    ("Willow room", 4, ("step-free", "hearing-loop", "two-exits", "panic-button"), True),
    ("Rowan room", 4, ("step-free", "two-exits", "panic-button"), True),
    ("Meeting room", 12, ("step-free", "screen", "play-corner"), True),
)
JOB_WORDS = {
    "receptionist": "Receptionist",
    "officer": "Housing Officer",
    "manager": "Manager",
    "director": "Director",
    "policy-officer": "Policy Officer",
    "auditor": "Auditor",
    "administrator": "Administrator",
}
SKILLS = ("Customer care", "Safeguarding", "First aid", "Dementia friendly")

# What most colleagues have. A certificate that runs out soon is told in time, and none has run out.
OF_STAFF: Mapping[str, Entries] = {
    "skills-held": (
        {"skill": "Customer care", "since": "{since}"},
        {"skill": "Safeguarding", "since": "{since}", "expires_on": "{+400}"},
    ),
    "training": ({"course": "Safeguarding refresher", "skill": "Safeguarding", "booked_for": "{+85}"},),
}

CONTENTS: Mapping[str, Entries] = {
    "badges": (
        {"wearer": "Reception", "temporary": "no", "issued_on": "{-50}"},
        {"wearer": "Temporary cover", "temporary": "yes", "issued_on": "{-3}", "return_by": "{+11}"},
    ),
    "articles": (
        {
            "subject": "Lost keys",
            "area": "Tenancies",
            "customers": "tenants",
            "answer": "Come to the office with something that says who you are, and we lend you a set. "
            "If they were stolen, tell us: we change the lock.",
            "steps": "Look in the key cabinet. Sign the set out. Ask whether an address was on them.",
            "passes_to": "The officer of the patch",
        },
        {
            "subject": "Paying the rent",
            "area": "Rents",
            "customers": "tenants",
            "answer": "By direct debit on any day of the month, online, at any shop with the sign, "
            "or here at the desk. If it is hard to pay, talk to us before it is due.",
            "passes_to": "Income advice",
        },
        {
            "subject": "Adding somebody to a tenancy",
            "area": "Tenancies",
            "customers": "tenants",
            "answer": "Write to us with their name and how long they have lived with you. You hear from us "
            "within twenty working days.",
        },
        {
            "subject": "Noise from next door",
            "area": "Neighbours",
            "customers": "everybody",
            "answer": "If it is safe, speak to them first. Keep a diary for two weeks. "
            "The council measures noise at night.",
        },
        {
            "subject": "Where an application stands",
            "area": "Lettings",
            "customers": "applicants",
            "answer": "We tell you your points and how long people in your position have waited.",
        },
        {
            "subject": "No heating or hot water",
            "area": "Repairs",
            "customers": "tenants",
            "answer": "We come the same day from October to April, and lend you heaters until it works.",
        },
    ),
    "who-helps": (
        {"subject": "Benefits and money", "team": "Income advice", "phone": "01632 960 210"},
        {"subject": "Repairs that were done badly", "team": "Repairs", "phone": "01632 960 220"},
        {"subject": "Gas safety", "team": "Repairs", "phone": "01632 960 221"},
        {"subject": "Adaptations", "team": "Housing", "phone": "01632 960 230"},
        {"subject": "Data about you", "team": "Policy officer", "phone": "01632 960 240"},
    ),
    "agencies": (
        {
            "agency": "Citizens Advice",
            "subject": "Anybody, with debt, benefits and rights",
            "phone": "01632 960 301",
            "hours": "Monday to Friday, 10 to 4",
        },
        {
            "agency": "Credit union",
            "subject": "Anybody who saves or needs a small loan",
            "phone": "01632 960 302",
            "hours": "Tuesday and Thursday, 10 to 2",
        },
        {
            "agency": "Food bank",
            "subject": "Anybody who has no food today",
            "phone": "01632 960 303",
            "hours": "Monday, Wednesday and Friday, 11 to 1",
        },
        {
            "agency": "Refuge helpline",
            "subject": "Anybody who is not safe at home",
            "phone": "01632 960 304",
            "hours": "Day and night",
        },
        {
            "agency": "Carers’ centre",
            "subject": "Anybody who looks after somebody",
            "phone": "01632 960 305",
            "hours": "Monday to Friday, 9 to 5",
        },
    ),
    "policy-library": (
        {
            "document": "How to complain",
            "version": "3",
            "in_force_from": "{-300}",
            "about": "Complaints",
            "summary": "Tell anybody here. We answer in two stages, each by a day that you know.",
        },
        {
            "document": "Neighbours and nuisance",
            "version": "2",
            "in_force_from": "{-200}",
            "about": "Estates",
            "summary": "What we do about it, and what others have to do.",
        },
    ),
    "leaflets": (
        {
            "leaflet": "How to complain",
            "service": "complaints",
            "version": "3",
            "quantity": "40",
            "reorder": "15",
            "compulsory": "yes",
        },
        {
            "leaflet": "Who we are",
            "service": "about-us",
            "version": "5",
            "quantity": "60",
            "reorder": "20",
            "compulsory": "no",
        },
        {
            "leaflet": "Reporting a repair",
            "service": "repairs",
            "version": "4",
            "quantity": "12",
            "reorder": "15",
            "compulsory": "no",
        },
        {
            "leaflet": "If it is hard to pay",
            "service": "rents",
            "version": "2",
            "quantity": "35",
            "reorder": "15",
            "compulsory": "no",
        },
        {
            "leaflet": "Condensation and damp",
            "service": "safety",
            "version": "1",
            "quantity": "48",
            "reorder": "15",
            "compulsory": "no",
        },
    ),
    "agency-leaflets": (
        {"agency": "Citizens Advice", "subject": "citizens-advice", "quantity": "30", "reorder": "10"},
        {"agency": "Relationship support", "subject": "relationships", "quantity": "25", "reorder": "10"},
        {"agency": "Credit union", "subject": "debt", "quantity": "20", "reorder": "10"},
    ),
    "announcements": (
        {
            "name": "When we are closed",
            "script": "Thank you for ringing. The office is closed. For an emergency repair please ring "
            "01632 960 999. Otherwise leave your name and number, and we ring you back.",
            "seconds": "24",
            "emergency_number": "01632 960 999",
            "recorded_on": "{-40}",
        },
    ),
    "panic-buttons": (
        {"place": "Under the counter", "room": "reception"},
        {"place": "Beside the door", "room": "interview"},
    ),
    "conduct-code": (
        {
            "code": "How we behave",
            "version": "2",
            "words": "Listen first. Say who you are. Keep what you are told to yourself. Do what you said.",
        },
    ),
    "staff-guide": (
        {
            "section": "When somebody is upset",
            "words": "Slow down, lower your voice, and offer a quiet room.",
        },
        {"section": "Going out alone", "words": "Say where, say until when, and ring when you are back."},
    ),
}

ABOUT = (
    "The rent account",
    "A place for a pushchair in the hall",
    "The end of the tenancy",
    "Swapping homes",
    "A letter that was not understood",
    "The garden next door",
    "Damp in the bedroom",
    "Moving nearer to a daughter",
)
PURPOSES = (
    "To see how they have settled in",
    "To talk about the damp in the back bedroom",
    "To look at the fence together",
    "To go through the rent account at the kitchen table",
)
CALLED_AT_NIGHT = (
    ("message", "The bin store is locked and nobody has a key.", "", ""),
    ("message", "Please ring about the letter that came today.", "", ""),
    (
        "emergency",
        "Water comes through the kitchen ceiling.",
        "Sent a plumber, who turned it off.",
        "settled",
    ),
)
SAID_OF_US = (
    "Everybody was kind, and it was quick.",
    "I had to explain it twice.",
    "The lady at the desk went out of her way.",
    "It would help to be told when somebody is late.",
)
KEY_PURPOSES = ("Gas check", "To read the meters", "New kitchen, first day", "To show the home")

# What lies in the morning's post, by its sort, and what it is about.
LETTERS: Sequence[tuple[str, str]] = (
    ("letter", "Asks when the kitchen will be done"),
    ("letter", "The neighbour's music goes on until two at night"),
    ("form", "Application for a transfer"),
    ("councillor", "Writes for a constituent whose heating has failed"),
    ("letter", "Would like the rent statement of last year"),
    ("leaflet", "Reply slip of the newsletter"),
    ("letter", "Thanks us for the new door"),
)
# What is in the safe: its sort, what it is, and how much it is worth.
VALUABLES: Sequence[tuple[str, str, str]] = (
    ("cheque", "Cheque for the rent of November", "412.50"),
    ("passport", "Passport, to be copied for the application", ""),
)
# E-mails: subject, words, and the header by which a machine says that it is one.
E_MAILS: Sequence[tuple[str, str, str]] = (
    ("Boiler again", "Dear all,\n\nthe boiler went off again last night. I have two small children.\n", ""),
    ("Parking", "Hello,\n\nwho may park behind number 12? There is a van every day.\n", ""),
    ("Not happy", "I rang three times and nobody called me back. I want to complain about this.\n", ""),
    ("What do you hold about me?", "Please send me a copy of everything that you hold about me.\n", ""),
    ("Damp in the bedroom", "There is black mould behind the wardrobe and my son has asthma.\n", ""),
    ("Automatic reply: Rent", "I am away until Monday and will answer then.\n", "auto-replied"),
    ("Form", "Could you send me the form for a mutual exchange, please? Thank you!\n", ""),
)
# Firms that work for us, what they do, and who of them comes.
FIRMS: Sequence[tuple[str, str, Sequence[str]]] = (
    ("Reid Plumbing", "Heating and plumbing", ("Jo Reid", "Sam Hart")),
    ("Brightwork Electrical", "Electrical work", ("Ada Mensah",)),
    ("Greenway Grounds", "Gardens and paths", ()),
)
