"""In which tables may something about a customer stand, in which columns, and which tables can hold nothing?

    PLACES["Representative"].words      # ("name", "relation", …)
    WITHOUT["Tally"]                    # why nothing of a customer stands there

Each table stands in one of the two; a test walks every model and every column of text, and fails where one is
in neither. By which column a row belongs to a person, a contact, a home or a file is read from the table
itself, so that none can be forgotten; what is reached in two steps is named in `more`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """One table: what a row of it is called, which columns hold words of or about somebody, and since when.

    `beside` are columns that make the row easier to read and hold no words; `more` leads to a person, a
    thread or a home in two steps.
    """

    says: str
    words: tuple[str, ...] = ()
    at: str = ""
    beside: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def _place(says: str, words: str = "", at: str = "", beside: str = "", more: str = "") -> Place:
    return Place(says, tuple(words.split()), at, tuple(beside.split()), tuple(more.split()))


PLACES: Mapping[str, Place] = {
    # ---- who somebody is, and who belongs to them ----------------------------------------------------
    "Person": _place(
        "What is on file of a customer",
        "name address phones email language needs need_kinds preferred_channel contact_how contact_when"
        " contact_never contact_rules external_ref outside overrides",
        "added_at",
        "ref born_on died_on",
    ),
    "Representative": _place(
        "Who speaks for a customer", "name relation authority scope phone email", beside="from_on to_on"
    ),
    "Tenancy": _place(
        "A tenancy", "external_ref outside overrides", "added_at", "kind from_on to_on home__address"
    ),
    "Home": _place("A home", "address postcode external_ref outside overrides", "added_at", "ended_on"),
    "Joining": _place("Two files that were joined", "taken", "joined_at", "parted_at"),
    "NotSame": _place("Two files of different people", at="at"),
    "Likeness": _place("Two files that may be of the same person", "reasons", beside="strength"),
    "Marker": _place("A marker", at="told_at", beside="kind why from_on review_on ended_at"),
    "OptOut": _place("Does not want letters to many", at="at", beside="ended_at"),
    "Connection": _place(
        "One of our staff is connected with them", at="told_at", beside="kind from_on to_on"
    ),
    "PersonForm": _place(
        "The form in which they read", "words asked_by", "told_at", "form asked_on review_on ended_at"
    ),
    "NeedsPlan": _place(
        "What was agreed about their needs",
        "words speaking letters visits",
        "told_at",
        "agreed_on review_on ended_at",
    ),
    "DataConsent": _place(
        "What they agreed to, or no longer do",
        "told_to withdrawn_to",
        "at",
        "purpose given how withdrawn_at withdrawn_how",
    ),
    "StatementGiven": _place("Told how we use what we hold", "words", "at", "statement how"),
    "Disclosure": _place(
        "What we told others about them",
        "what recipient service purpose protocol asked_by refused_why told_why_not",
        "asked_at",
        "sort basis approved_at customer_told",
    ),
    "RetentionHold": _place("Kept longer than usual", "reason", "at", "review_on lifted_at"),
    "CustomerDetails": _place(
        "Their household and what they told us of themselves",
        "household disability support",
        "confirmed_on",
    ),
    # ---- what happened -------------------------------------------------------------------------------
    "Thread": _place("A contact", "subject", "opened_at", "ref kind state sensitivity opened_at closed_at"),
    "Event": _place("What happened", "facts text__words", "happened_at", "kind by recorded_at"),
    "Case": _place("A case", at="opened_at", beside="type state ended since_at"),
    "CaseParty": _place("Somebody in a case", "name reach note", "since_at", "role until_at"),
    "CaseLink": _place("Two cases that belong together", at="at", beside="how"),
    "Restriction": _place(
        "How they may reach us",
        "options contact",
        "starts_on",
        "open_channel ended_why review_on ends_on told_at ended_at",
    ),
    "ToRead": _place("What one of us has to read of it", at="asked_at", beside="what read_at"),
    "WordsToRead": _place("Words that were looked at again", "because", beside="found number read_at"),
    "RecordPassedOn": _place("A record of complaints that was passed on", "to_whom", "told_at", "how"),
    "CallRecord": _place("A telephone call", "", "rang_at", "line outcome waited talked out_of_hours"),
    "PassedCall": _place("A call that was put through", at="at", beside="sort taken_at"),
    "Ticket": _place("A ticket at the counter", "", "day", "number appointment"),
    "MailItem": _place("A line of the mail book", "late_why", "received_at", "number sort day pieces"),
    "Valuable": _place("Something of value that we held", at="received_at", beside="number sort ended_as"),
    "Agreed": _place("A new date that was agreed", at="made_at", beside="due_at"),
    "Notice": _place("What one of us was told of it", "said", "at", "what due_at"),
    # ---- what was written ----------------------------------------------------------------------------
    "ReceivedMail": _place(
        "An e-mail to us",
        "from_address from_name reply_to to cc subject text parts notes candidates matched_by",
        "received_at",
        "sort mailbox why",
    ),
    "RefusedMail": _place("An e-mail that could not be read", "reason where", "received_at"),
    "Letter": _place(
        "A letter of ours", "values to asked back subject text", "made_at", "ref template way state sent_at"
    ),
    "Outgoing": _place(
        "Something that we sent",
        "recipient address subject text attachments tells told fault their_ref",
        "asked_at",
        "way channel state sent_at",
    ),
    "MergePerson": _place("A letter to many", "words facts", beside="merge__title state why"),
    "OwedForm": _place(
        "A form of a letter that they can read",
        "language what text by_hand ended_why",
        "owed_at",
        "form sent_at",
    ),
    "Translation": _place("A translation", "language what source text reader", "asked_at", "came_at sent_at"),
    "RememberedText": _place("A sentence that was translated", "source text", beside="language"),
    "PublicationSent": _place("A publication that they were given", "note", "sent_at", "publication form"),
    "FileOnThread": _place("A file of a contact", "says", "put_at", "file__name file__type"),
    "StoredFile": _place("A file", "name", "kept_at", "type size"),
    # ---- visits and appointments ---------------------------------------------------------------------
    "Booking": _place(
        "An appointment",
        "needs offered",
        "starts_at",
        "postcode kind place state later agreed_how not_agreed answer interpreter ends_at",
    ),
    "Visit": _place("A visit", at="starts_at", beside="sort state announced arrived_at left_at"),
    "LoneWork": _place("One of us was there alone", at="in_at", beside="out_at"),
    "Unmet": _place("A wish that the diary could not meet", at="told_at", beside="what why wanted_at"),
    "MoveListing": _place("A place on the transfer list", "breakdown", "listed_at", "points"),
    "SwapEntry": _place(
        "An entry of the exchange register",
        "area has wants_areas needs",
        "registered_at",
        "bedrooms wants_least wants_most may_be_shown may_be_told",
    ),
    "SwapMatch": _place(
        "Two homes that might be exchanged", "said", "told_at", more="one__thread two__thread"
    ),
    # ---- homes, keys and works -----------------------------------------------------------------------
    "KeyReceipt": _place("Keys that came to us", "signed_by", "received_at", "number why count"),
    "KeySet": _place("A set of keys", "what holder purpose", "since", "state due_back_at"),
    "KeyIssue": _place("Keys that they were given", at="given_at", beside="count back ended_at"),
    "KeyMove": _place("A set of keys was moved", at="happened_at", beside="what count"),
    "LockChange": _place("Locks that were changed", "by_whom numbers", "needed_at", "why changed_on"),
    "SchemeHome": _place(
        "Works at their home", at="asked_on", beside="scheme__title effect answer finish heard_on"
    ),
    "Scheme": _place("Works that are planned", "title what notice finishes exhibitions dates", "added_at"),
    # ---- what people said of us ----------------------------------------------------------------------
    "SurveyOffer": _place("A survey that was offered", at="at", beside="survey answer reason"),
    "SurveyLink": _place("A survey that was sent", "needs", "made_at", "survey channel used_at"),
    "SurveyReply": _place(
        "An answer to a survey", "needs chosen words page", "answered_on", "survey channel way"
    ),
    "MysteryShop": _place("A contact made to try us out", "shopper action", "planned_on", "channel"),
    # ---- where somebody may be named in passing ------------------------------------------------------
    "CabinetCheck": _place("A look through the key cabinet", "note", "drawn_at"),
    "CabinetFinding": _place("What was found in the key cabinet", "note"),
    "Contractor": _place("A contractor", "name trade phone email given", "added_at"),
    "Operative": _place("Somebody who works for a contractor", "name card", "added_at"),
    "CodeBreach": _place("A contractor did not keep to our code", "what done", "told_at"),
    "WorkLook": _place("A look at a contractor's work", "where found words", "told_at"),
    "Inspection": _place("A round of an office", "words", "done_at"),
    "Finding": _place("What a round found", "words"),
    "Absence": _place("What was handed over in an absence", "why briefing", "told_at"),
    "AbsenceStep": _place("What was to be done in an absence", "title facts", "due_at"),
    "AbsenceLook": _place("A look at what was handed over", "note", "at"),
    "AbsenceMeeting": _place("A meeting in an absence", "briefing", "starts_at", "outcome"),
    "Presence": _place("What was left for whoever covers", "briefing", "from_at"),
    "MachineNote": _place("A note on the answering machine", "words", "happened_at", "what"),
    "MachineMessage": _place("A message on the machine", "", "left_at", "number found thread"),
    "RegisterEntry": _place("An entry of a register", "title words facts", "made_at", "register"),
    "RegisterLog": _place("A change of a register", "note facts", "at", "what"),
    "OutsideCount": _place("A count from elsewhere", "source origin"),
    # ---- what residents said of a draft of the policy ------------------------------------------------
    "PolicyComment": _place(
        "What was said of a draft of the policy", "words answer", "at", "who how said_on clause"
    ),
}
# What a column that holds no words of anybody is called in any of the tables above: references, digests and
# names that the program gives, and a second spelling of what stands beside it.
PLAIN = frozenset(
    [
        *(
            "answers",
            "by",
            "cause",
            "checklist",
            "corrects",
            "defect",
            "digest",
            "event",
            "grade",
            "html",
            "item",
        ),
        *(
            "in_reply_to",
            "key",
            "lang",
            "machine",
            "matched_by",
            "measured",
            "message_id",
            "of_thread",
            "promise",
        ),
        *("ref", "refs", "result", "seed", "sensitivity", "sha256", "start", "template", "thread", "token"),
        *("uid", "verdict", "via"),
    ]
)

FIGURES = "It is a count of our own work, made of events that are searched themselves."
STAFF = "It is about our own staff, who ask for what is held on them as whoever employs them says."
HOUSE = "It is how the house is set up: no customer stands in it."
TECHNICAL = "It is there for the program alone and repeats what is searched elsewhere, or holds digests."
PUBLIC = "It is what everybody may read: on our doors, in print or on the web."
OURS = "It is what was gathered for a request: it repeats what is searched elsewhere."
WITHOUT: Mapping[str, str] = {
    **dict.fromkeys(
        ("Tally", "TallyTook", "TallyChange", "Published", "PublishedFigure", "PublishedClock", "Clock"),
        FIGURES,
    ),
    **dict.fromkeys(("Owed", "Check", "CheckDraw", "Sample", "Drawn", "SurveyStock", "SurveyKnock"), FIGURES),
    "PolicyTrial": FIGURES,
    **dict.fromkeys(
        (
            *("Account", "Membership", "MailWish", "Mail", "SignedIn", "FailedSignIn", "Invitation", "Token"),
            *("AccessLog", "Look", "Turn", "RotaShift", "CabinetKey", "PolicyChangeRead"),
        ),
        STAFF,
    ),
    **dict.fromkeys(
        (
            *("Association", "Office", "Team", "Patch", "Resource", "Session", "Slot", "Feed", "Matter"),
            *("KeyHook", "ContractorOnThread", "Merge", "Mailbox", "MachineRound", "Tablet", "GlossaryTerm"),
            *("Rehearsal", "RulebookVersion", "PolicyDraft", "PolicyDraftEdit"),
        ),
        HOUSE,
    ),
    **dict.fromkeys(
        ("PersonKey", "SearchDoc", "Heartbeat", "Hook", "Delivery", "Idempotency", "EventText", "PrintBatch"),
        TECHNICAL,
    ),
    **dict.fromkeys(
        (
            *("Closing", "HeldWords", "Posting", "PostingLook", "PublicationEdition", "PublicationFile"),
            "PublicationPlace",
        ),
        PUBLIC,
    ),
    "KeptAddress": "An address kept from all but a few: one of them tells whoever asks, and no copy is made.",
    "AddressSeer": STAFF,
    "OpeningReason": STAFF,
    "SwapAdvert": PUBLIC,
    **dict.fromkeys(
        ("Assessment", "AssessmentAnswer", "ComplaintRecord", "WordsDraw", "RetentionDone"), FIGURES
    ),
    **dict.fromkeys(("Gathering", "BundleItem", "BundleConsent", "BundleTaken"), OURS),
}
# Read together with another table, and so found with it.
TOGETHER: Mapping[str, str] = {"EventText": "Event"}
