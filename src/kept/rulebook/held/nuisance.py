"""What does the program hold for cases among neighbours? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "figure:handovers": "How often a case changed hands stands on it and on the list.",
    "list:behaviour-contracts": (
        "Behaviour contracts that hold, with the day on which each is looked at, its end, and when it was "
        "not kept to."
    ),
    "list:in-danger": "Who is in danger at home is gone through each day until they are safe.",
    "list:standing-still": "Cases in which nothing has a date, or nothing has happened for too long.",
    "page:neighbours": "Every open case with its risk, what is next by when, and whose it is.",
    "page:neighbours-case": (
        "A case shows safe contact, what makes it harder on them and who may see it, before anything else."
    ),
    "page:occupation-shared": (
        "Housing and legal have one case together, with steps, documents and the day of the next step."
    ),
    "page:policy-on-case": (
        "Each case of harassment leads to the published policy, and says where it was left and why."
    ),
    "rule:both-accounts-first": (
        "Nothing is decided before both accounts and the evidence are on record, nor without its reasons."
    ),
    "rule:both-sides-asked": "No case ends before both sides were asked how we did, or it is said why not.",
    "rule:breach-in-order": (
        "Advice and evidence before a warning, a warning before notice, and notice before a court."
    ),
    "rule:diary-tells-officer": (
        "Whatever is added to a diary, with its files, reaches whoever has the case at once, and is read "
        "within a working day."
    ),
    "rule:explained-first": (
        "The first letter says what we can and cannot do and which steps are likely. Without it, no plan."
    ),
    "rule:harassment-every-part": (
        "Harassment is decided once every part was looked into, and closed once they were told how it ended."
    ),
    "rule:harassment-high": (
        "Harassment is serious whatever is answered, its risk comes first, and a manager sees it and names "
        "who deals with it."
    ),
    "rule:harassment-kept-for-few": (
        "Harassment is kept for a few from the first word on, and domestic abuse for fewer."
    ),
    "rule:leaflet-with-offer": "Mediation is offered with its leaflet or not at all.",
    "rule:mediation-free": (
        "A no to mediation stops nothing and weighs nothing; it is arranged for those alone who want it."
    ),
    "rule:neighbours-kept-apart": (
        "A case stands on the file of its customer alone, and no letter to one side names the other."
    ),
    "rule:plan-in-writing": (
        "The plan goes to them in writing: what we will do, what we will not, by when, and when they hear."
    ),
    "rule:possession-approved": (
        "No notice and no claim without reasons, what was tried instead, and the word of somebody else."
    ),
    "rule:taken-whatever": "A report is taken whether or not they have spoken to their neighbour.",
}
