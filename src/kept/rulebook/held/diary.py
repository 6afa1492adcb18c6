"""What does the program hold for the diary? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:diary": "One diary of people, rooms and visits, by day, week and team, with all that was agreed.",
    "page:booking": "A time is booked with a colleague by name, among the times at which all are free.",
    "page:rooms": "Private rooms stand with who has them until when, and are taken on the spot.",
    "page:matters": "Which serious matters are met how soon is a list with versions, shown at booking.",
    "rule:alternative-offered": "What we cancel is not settled before another time is offered and answered.",
    "list:cancelled-by-us": "What we cancelled is listed until the customer has taken or declined another.",
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
    "rule:evening-visits": (
        "Visits in the evening and at weekends are booked, once somebody says it is meant."
    ),
    "list:not-given": "Times and rooms that were wanted in vain, with the hour that was wanted.",
    "figure:punctuality": "How many appointments were kept, late, missed or cancelled, and by whom.",
    "figure:visits-refused": "How many visits at home were refused, each with its reason.",
    "print:confirmation": "A confirmation says when, where and with whom, and to ask for the card.",
    "rule:mind-in-diary": "What those of us who go have to mind, such as how to dress, stands on the entry.",
}
