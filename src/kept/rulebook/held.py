"""Which keepers of clauses are held by the program itself, and what does each of them do?

    HELD["rule:two-staff"]      # "Nobody visits alone where the customer's file says so."

Each is proved in `tests/contracts/`: the proof opens the real thing, and fails when it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping

# figure: a number that is counted; list: what still has to be seen to; page: a screen; permission: who may;
# print: something on paper; rule: what is refused or warned of.
SORTS = ("figure", "list", "page", "permission", "print", "rule")

HELD: Mapping[str, str] = {
    "page:answering": "Who answers for which clauses stands on one page, with how theirs are kept and what runs.",
    "rule:told-who-answers": "What is broken and seen to by nobody is told to whoever answers for the clause.",
    "page:who": "Who is in, out, on a visit or away, until when, and where each telephone rings, is on one board.",
    "rule:divert-warned": "Whoever cannot answer, and names nobody who does, is warned and named on the board.",
    "rule:divert-fit": "Calls go to a colleague who is in, can do what they ask for, and has been briefed.",
    "page:card-check": "A customer who rings is told whether a card's number and name are those of one of ours.",
    "page:answers": "One box finds what we tell customers, policies, who can help and agencies, and notes gaps.",
    "rule:register-calls": "What a look finds broken or used up, and must be put right, calls whoever leads.",
    "list:skill-gaps": "Skills that a post needs and whoever holds it lacks, with the training that is booked.",
    "print:register": "A register, and each entry of it, prints as it stands.",
    "rule:leave-checklist": "Leave opens the checklist of its house, each step with its owner and its hour.",
    "rule:reply-from-leave": "The automatic reply is written from the leave, and warns of a cover who is away too.",
    "rule:reception-told": "Reception is told of every absence, and it is on the board from its first minute.",
    "rule:away-arranged": "Away for longer than the house lets pass: each arrangement is a task of whoever leads.",
    "rule:letters-to-cover": "Letters go to whoever is named, their clocks unchanged; the untouched are listed.",
    "rule:messages-to-cover": "Messages go to whoever is named, and the time to ring back runs on.",
    "rule:sick-list": "An illness lists everybody whom they were to meet from today, for whoever leads.",
    "rule:postponed-keeps-date": "A postponed appointment has a time agreed with the customer and its first due.",
    "rule:covered-by-the-free": "Those who are free then and have the skill are offered first, with a briefing.",
    "page:diary": "One diary of people, rooms and visits, by day, week and team, with all that was agreed.",
    "page:booking": "A time is booked with a colleague by name, among the times at which all are free.",
    "page:rooms": "Private rooms stand with who has them until when, and are taken on the spot.",
    "page:matters": "Which serious matters are met how soon is a list with versions, shown at booking.",
    "rule:alternative-offered": "What we cancel is not settled before another time is offered and answered.",
    "list:cancelled-by-us": "What we cancelled stays listed until the customer has taken or declined another.",
    "rule:agreed-by-both": "Nothing is booked without how the customer agreed, or why they were not asked.",
    "rule:home-instead": "Whoever cannot come through illness or disability is booked a visit at home.",
    "list:home-instead": "Appointments at the office for those who cannot come to it.",
    "rule:fitting-room": "Where a room is promised, nothing is booked without one that has the seats.",
    "rule:room-fits": "A room that lacks what the customer needs is refused, and it is said what it lacks.",
    "rule:interpreter-booked": "Whoever needs an interpreter has one asked for with every appointment.",
    "list:no-interpreter": "Appointments of the next week for which no interpreter has said that they come.",
    "rule:two-staff": "Nobody visits alone where the customer's file says so.",
    "rule:office-instead": "A visit to somebody marked is refused, and times at the office are offered.",
    "rule:rather-at-office": "Whoever would rather come to the office is shown so when a visit is booked.",
    "rule:travel-time": "The way between two visits is added, and bookings that cannot be met are warned of.",
    "rule:diary-complete": "An entry says customer, number, subject and place; empty diaries are listed.",
    "rule:home-first": "For whoever cannot leave home, a visit is what is booked unless somebody changes it.",
    "rule:home-offered": "Whoever may find it hard to come is to be offered a visit, and the answer kept.",
    "rule:evening-visits": "Visits in the evening and at weekends are booked by whoever says that it is meant.",
    "list:not-given": "Times and rooms that were wanted in vain, with the hour that was wanted.",
    "figure:punctuality": "How many appointments were kept, late, missed or cancelled, by whom, with arrival.",
    "figure:visits-refused": "How many visits at home were refused, each with its reason.",
    "print:confirmation": "A confirmation says when, where and with whom, and that they may ask for the card.",
}
