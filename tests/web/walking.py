"""One association with a letter on record, one person for each role, and the address of every page there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.urls import reverse

from kept.actions import (
    absences,
    booking,
    bringing,
    bundles,
    cabinet_checks,
    checking,
    complaint_records,
    connections,
    consulting,
    contractors,
    customers,
    disclosures,
    displays,
    drafting,
    editions,
    formats,
    inspecting,
    joining,
    key_book,
    mail_book,
    marking_pieces,
    publishing,
    reception,
    registering,
    samples_of_words,
    schemes,
    self_assessing,
    shops,
    translating,
    trials,
    valuables,
)
from kept.actions import rounds as machine_rounds
from kept.actions.bringing import Record
from kept.actions.keeping_files import Brought
from kept.actions.merging import merge
from kept.actions.reassigning import Reassigned, reassign
from kept.actions.telling import tell
from kept.actions.told import Telling
from kept.casework.inspecting import Answer
from kept.casework.permissions import ROLES
from kept.store import drafts, policy_versions, rules, tenancy
from kept.store.models import (
    Absence,
    Account,
    Assessment,
    Association,
    BundleItem,
    CabinetCheck,
    Check,
    ComplaintRecord,
    Connection,
    Contractor,
    Disclosure,
    Gathering,
    KeySet,
    MysteryShop,
    OwedForm,
    PolicyDraft,
    PolicyTrial,
    PublicationEdition,
    PublicationFile,
    PublicationPlace,
    RegisterEntry,
    Scheme,
    StoredFile,
    Translation,
    Valuable,
    WordsToRead,
)
from tests import cast, going, going_out, letters
from tests.web.letters_in import come, written

LETTER = "1" * 32
EMAIL = written("The lift is broken.", html="<p>The lift is <b>broken</b>.</p>")


# What only takes forms of another page: opened by itself it leads back there.
LEADS_BACK = frozenset({"behaviour-part", "complaint-part", "policy-earlier"})


@dataclass(frozen=True)
class Walked:
    """Who walks, and where."""

    karin: Association
    out: Mapping[str, str]
    people: Mapping[str, Account]
    outsider: Account
    former: Account
    ref: str
    entry: str
    joined: str
    # Three files: the second was joined into the first, the third is alike.
    customer: str = ""
    other_file: str = ""
    namesake: str = ""
    # The tie of somebody who no longer works there with the namesake.
    tie: int = 0
    # A promise drawn to be checked; the month of February is published.
    check: int = 0
    # An appointment of the receptionist on the Thursday.
    booking: int = 0
    # A visit of hers of the same day.
    visit: int = 0
    # A round through the main office, what was found on it, and the photograph of that.
    round: int = 0
    defect: str = ""
    photograph: str = ""
    # The name under which the letter was handed over.
    together: str = ""
    # The officer is away next week; a subject that nothing answers is in its register.
    absence: int = 0
    unanswered: int = 0
    # A home on a patch.
    home: str = ""
    patch: str = ""
    # A set of keys of that home on its hook, and a look through the cabinet.
    keyset: int = 0
    look: int = 0
    # A mystery call that is planned.
    shop: int = 0
    # A draft of the newsletter with a copy, and a page of the web site.
    edition: int = 0
    copy: int = 0
    display: int = 0
    # The answer to the letter is owed in braille, and in Polish.
    owed: int = 0
    translation: str = ""
    # Somebody who came in and waits.
    visitor: str = ""
    # A round through the answering machine of that morning.
    machine_round: int = 0
    # An e-mail of Tuesday that nobody has read.
    mail: int = 0
    # A firm that has signed nothing yet, and work planned at that home.
    contractor: int = 0
    disclosed: str = ""
    scheme: int = 0
    # A line of the mail book, and the receipt for the passport that came with it.
    line: int = 0
    receipt: int = 0
    # An answer of ours to the letter, with all that it needs.
    ours: str = ""
    # A complaint, which is a case, and a bundle of the request of Ms Bell.
    complaint: str = ""
    # A report of nuisance, whose diary is kept.
    nuisance: str = ""
    bundle: str = ""
    record: int = 0
    assessed: int = 0
    again: int = 0
    # Litter that somebody reported.
    litter: str = ""
    # The version of the policy, which a draft with residents would change.
    version: str = ""
    # A trial of the first draft of the policy, which is over.
    trial: int = 0


def address(walked: Walked, name: str) -> str:
    """The address of that page at Karin."""
    more: dict[str, list[str]] = {
        "capture-kind": ["letter.received"],
        "capture-now": ["call.received"],
        "capture-saved": [walked.ref],
        "thread": [walked.ref],
        "thread-why": [walked.ref],
        "case": [walked.complaint],
        "bundle-begin": [walked.complaint],
        "bundle": [walked.bundle],
        "bundle-item": [walked.bundle, "1"],
        "bundle-file": [walked.bundle, "pdf"],
        "estate-photograph": [walked.litter],
        "email": [str(walked.mail)],
        "email-layout": [str(walked.mail)],
        "email-raw": [str(walked.mail)],
        "email-whose": [str(walked.mail)],
        "email-not-for-us": [str(walked.mail)],
        "call-one": [walked.ref],
        "call-letter": [walked.ref],
        "call-summary": [walked.ref],
        "thread-hand-over": [walked.ref],
        "danger-what": ["gas"],
        "alarm": [walked.ref],
        "thread-next": [walked.ref, "letter.answered"],
        "thread-erase": [walked.ref, walked.entry],
        "thread-join": [walked.ref],
        "thread-part": [walked.ref, walked.joined],
        "staff-one": [str(walked.people["officer"].pk)],
        "staff-leave": [str(walked.people["officer"].pk)],
        "customer": [walked.customer],
        "customer-edit": [walked.customer],
        "customer-changes": [walked.customer],
        "customer-died": [walked.customer],
        "customer-looks": [walked.customer],
        "customer-data": [walked.customer],
        "data-export-csv": [walked.disclosed],
        "opening": ["customer", walked.customer],
        "customer-join": [walked.customer],
        "customer-speaks": [walked.customer, "new"],
        "customer-same": [walked.customer, walked.namesake],
        "customer-part": [walked.customer, walked.other_file],
        "customer-contact": [walked.customer],
        "customer-forms": [walked.customer],
        "thread-forms": [walked.ref],
        "formats-owed": [str(walked.owed)],
        "translation": [walked.translation],
        "glossary-language": ["pl"],
        "glossary-csv": ["pl"],
        "thread-mark": [walked.ref],
        "away-one": [str(walked.absence)],
        "register-opened": ["identity-cards"],
        "register-new": ["unanswered"],
        "register-entry": [str(walked.unanswered)],
        "register-change": [str(walked.unanswered)],
        "register-file": [walked.photograph],
        "diary-booking": [str(walked.booking)],
        "visit": [str(walked.visit)],
        "visit-card": [str(walked.visit)],
        "visit-summary": [str(walked.visit)],
        "visit-approve": [str(walked.visit)],
        "visit-step": [str(walked.visit), "visit.arrived"],
        "prepare": [walked.ref],
        "talk-plan": [walked.ref],
        "interview-exception": [walked.ref],
        "interview-record": [walked.ref, "interview.held"],
        "letter": [walked.ours],
        "letter-pdf": [walked.ours],
        "outgoing-one": [walked.out["one"]],
        "outgoing-file": [walked.out["one"], walked.out["copy"]],
        "print-batch": [walked.out["batch"]],
        "print-batch-file": [walked.out["batch"], "letters"],
        "merge": [walked.out["merge"]],
        "merge-csv": [walked.out["merge"]],
        "letter-new": [walked.ref],
        "letter-new-customer": [walked.customer],
        "diary-move": [str(walked.booking)],
        "diary-confirmation": [str(walked.booking)],
        "diary-invitation": [str(walked.booking)],
        "customer-markers": [walked.customer],
        "connection-end": [str(walked.tie)],
        "board-moved": [walked.together],
        "premises-round": [str(walked.round)],
        "check-opened": ["reception-daily"],
        "defect": [walked.defect],
        "hours-notice": ["main"],
        "access-statement": ["main"],
        "file": [walked.photograph],
        "homes-one": [walked.home],
        "patches-one": [walked.patch],
        "question-opened": ["contact"],
        "survey-paper": ["contact"],
        "survey-enter": ["contact"],
        "survey-offer": [walked.ref, "contact"],
        "shop": [str(walked.shop)],
        "publication-opened": ["newsletter"],
        "publication-ask": ["how-to-complain"],
        "publication-send": [walked.ref],
        "publication-file": [str(walked.copy)],
        "publications-had": [walked.customer],
        "edition": [str(walked.edition)],
        "edition-new": ["newsletter"],
        "display": [str(walked.display)],
        "display-new": ["website"],
        "contractor": [str(walked.contractor)],
        "mailbook-item": [str(walked.line)],
        "valuable": [str(walked.receipt)],
        "thread-read": [walked.ref],
        "scheme": [str(walked.scheme)],
        "scheme-letter": [str(walked.scheme), walked.home],
        "thread-contractor": [walked.ref],
        "case-moving": [walked.ref, "options"],
        "complaint-from": [walked.ref],
        "lesson-draw": [walked.complaint],
        "neighbours-diary": [walked.nuisance],
        "complaint-record": [str(walked.record)],
        "complaint-record-table": [str(walked.record)],
        "assessment": [str(walked.assessed)],
        "words-read": [str(walked.again)],
        "complaint-part": [walked.ref],
        "behaviour-part": [walked.ref],
        "ending": [walked.ref],
        "cabinet-receipt": ["1"],
        "cabinet-labels": ["1"],
        "cabinet-hook": ["main", "A01"],
        "cabinet-set": [str(walked.keyset)],
        "cabinet-home": [walked.home],
        "cabinet-receive": [walked.home],
        "cabinet-locks": [walked.home],
        "cabinet-hand-over": [walked.home],
        "cabinet-check": [str(walked.look)],
        "reception-visitor": [walked.visitor],
        "reception-slip": [walked.visitor],
        "night-round": [str(walked.machine_round)],
        "policy-earlier": ["before"],
        "clauses-one": ["karin:letters.1"],
        "policy-version": [walked.version],
        "draft": ["1"],
        "draft-file": ["1"],
        "draft-clause": ["1", "karin:letters.1"],
        "draft-trials": ["1"],
        "draft-trial": ["1", str(walked.trial)],
        "draft-trial-csv": ["1", str(walked.trial)],
        "performance-month": ["2026-02"],
        "performance-month-csv": ["2026-02"],
        "performance-splits": ["karin:letters.1"],
        "checks-one": [str(walked.check)],
        "performance-clause": ["karin:letters.1"],
        "performance-clause-csv": ["karin:letters.1"],
    }
    found = reverse(name, args=["karin", *more.get(name, [])])
    return f"{found}?clause=karin:letters.1&start={walked.entry}" if name == "thread-why" else found


def letter_of(karin: Association, ann: Account) -> str:
    """The reference of a letter that came on Tuesday 7 April 2026 at ten."""
    said = {"from_name": "Ms Okafor", "about": "The lift"}
    return cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 10:00", uid=LETTER, **said)


def everybody(karin: Association, letter: str) -> Walked:
    """One person for each role at Karin, where Ann took in the letter; and something behind every page."""
    ann = Account.objects.get(handle="ann")
    other = cast.told(karin, ann, "letter.received", "Tuesday 2026-04-07 11:00", from_name="Ms Okafor")
    merge(association=karin, thread=other, into=letter, by="ann", at=cast.t("Wednesday 2026-04-08 09:00"))
    moray = cast.association("moray")
    people = {role: cast.member(karin, f"{role}-one", role) for role in ROLES}
    former = cast.member(karin, "fred", "director", to_on=date(2026, 3, 31))
    files = _files(karin)
    return Walked(
        karin=karin,
        out=going_out.walked(karin),
        people=people,
        outsider=cast.member(moray, "olga", "director"),
        former=former,
        tie=_tie(karin, files["namesake"]),
        ref=letter,
        entry=LETTER,
        litter=cast.told(
            karin, ann, "estate.reported", "Tuesday 2026-04-07 15:00", what="litter", place="Mill Road"
        ),
        joined=other,
        together=_handed_over(karin, letter),
        check=_drawn(karin),
        booking=booked_at(karin),
        visit=_visit(karin),
        visitor=_came_in(karin),
        machine_round=_gone_through(karin),
        mail=come(karin, EMAIL).mail,
        contractor=_firm(karin),
        disclosed=_disclosed(karin),
        ours=_ours(karin, letter, people["officer"]),
        bundle=_bundle(karin),
        nuisance=cast.told(
            karin, people["officer"], "nuisance.reported", "Tuesday 2026-04-07 15:00", about="Music at night"
        ),
        complaint=cast.told(
            karin, people["officer"], "complaint.received", "Tuesday 2026-04-07 15:00", from_name="Mr Bell"
        ),
        version=_policy(karin),
        **files,
        **_home(karin),
        **_carded(karin, _round(karin)),
        **_formats(karin, letter),
        **_post(karin),
        **_learnt(karin, ann),
        trial=_tried(karin),
    )


def _tried(karin: Association) -> int:
    """What the first draft would have meant this year."""
    at = cast.t("Wednesday 2026-04-08 11:00")
    made = trials.begin(association=karin, draft=1, since=date(2026, 1, 1), uid="walked", by="kept", at=at)
    assert isinstance(made, PolicyTrial), made
    while trials.step(association=karin.pk, trial=made.pk, by="kept", at=at):
        pass
    return made.pk


def _learnt(karin: Association, ann: Account) -> dict[str, Any]:
    """A record of complaints, an assessment, and words of a week ago that are to be read again."""
    said: dict[str, Any] = {"association": karin, "by": "kept", "at": cast.t("Wednesday 2026-04-08 09:00")}
    cast.told(karin, ann, "call.received", "Wednesday 2026-04-01 11:00", about="I am fed up with the lift")
    record = complaint_records.make(since=date(2026, 1, 1), until=date(2026, 3, 31), **said)
    assessed = self_assessing.begin(code="housing-ombudsman", year=2026, why="yearly", **said)
    assert isinstance(record, ComplaintRecord), record
    assert isinstance(assessed, Assessment), assessed
    samples_of_words.draw(week=date(2026, 3, 30), **said)
    with tenancy.association(karin):
        again = WordsToRead.objects.get().pk
    return {"record": record.pk, "assessed": assessed.pk, "again": again}


def _policy(karin: Association) -> str:
    """A draft with letters answered sooner, with residents, of whom one has said something."""
    known: dict[str, Any] = {"association": karin, "by": "ann", "at": cast.t("Tuesday 2026-04-07 15:00")}
    drafting.begin(**known, title="Letters in five days", starts_on=date(2026, 7, 1), uid="walked")
    five = {"within": "5 working days"}
    drafting.change_clause(**known, draft=1, edition=1, clause="karin:letters.1", values=five)
    with tenancy.association(karin):
        places = [each.place for each in drafts.checked_of(PolicyDraft.objects.get()).examples]
    drafting.put_examples_right(**known, draft=1, edition=2, places=places)
    asked = consulting.consult(**known, draft=1, how="A letter to every home", until=date(2026, 5, 1))
    assert isinstance(asked, PolicyDraft), asked
    said = {"who": "resident", "how": "meeting", "words": "Keep the translations.", "uid": "walked"}
    consulting.comment(**known, draft=1, said_on=date(2026, 4, 7), **said)
    with tenancy.association(karin):
        return policy_versions.versions_of(karin, date(2026, 4, 7))[0].short


def _bundle(karin: Association) -> str:
    """A case gathered for an ombudsman, marked and made."""
    by_ann: dict[str, Any] = {"association": karin, "by": "ann", "at": cast.t("Tuesday 2026-04-07 15:00")}
    ann = Account.objects.get(handle="ann")
    said = {"from_name": "Ms Bell", "about": "How rents are set"}
    ref = cast.told(karin, ann, "information.requested", "Tuesday 2026-04-07 15:00", **said)
    made = bundles.begin(thread=ref, sort="case", purpose="ombudsman", uid="walked", **by_ann)
    assert isinstance(made, Gathering), made
    while bundles.step(gathering=made.pk, **by_ann | {"association": karin.pk}):
        pass
    with tenancy.association(karin):
        numbers = list(BundleItem.objects.filter(gathering=made).values_list("number", flat=True))
    marking_pieces.mark(gathering=made.ref, numbers=numbers, mark="released", **by_ann)
    asked = bundles.make(gathering=made.ref, **by_ann)
    assert isinstance(asked, Gathering), asked
    assert bundles.build(gathering=made.pk, **by_ann | {"association": karin.pk})
    return made.ref


def _post(karin: Association) -> dict[str, Any]:
    """A letter of that morning in the mail book, and the receipt for the passport that came with it."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    said: dict[str, Any] = {"association": karin, "by": "ann", "at": at}
    words = {"from_name": "Ms Okafor", "about": "The roof leaks, and I wish to complain"}
    came = mail_book.enter(sort="letter", opened_by="ann", facts=words, **said)
    assert isinstance(came, mail_book.Entered), came
    kept = valuables.receive(
        sort="passport",
        what="A passport",
        witness="officer-one",
        settle_by=at + timedelta(days=2),
        item=came.item.pk,
        **said,
    )
    assert isinstance(kept, Valuable), kept
    return {"line": came.item.pk, "receipt": kept.number}


def _formats(karin: Association, letter: str) -> dict[str, Any]:
    """What the letter says is owed in braille, and asked for in Polish."""
    said: dict[str, Any] = {"association": karin, "by": "ann", "at": cast.t("Wednesday 2026-04-08 09:00")}
    owed = formats.owe(thread=letter, form="braille", what="Our letter", text="We will come.", **said)
    asked = translating.ask(language="pl", what="Our letter", source="We will come.", thread=letter, **said)
    assert isinstance(owed, OwedForm), owed
    assert isinstance(asked, Translation), asked
    return {"owed": owed.pk, "translation": asked.thread.ref}


def _ours(karin: Association, letter: str, account: Account) -> str:
    letters.reachable(karin, account)
    return letters.written(karin, account, letter, cast.t("Wednesday 2026-04-08 11:00")).ref


def _firm(karin: Association) -> int:
    """Reid Plumbing."""
    made = contractors.add(
        association=karin, name="Reid Plumbing", by="ann", at=cast.t("Wednesday 2026-04-08 09:00")
    )
    assert isinstance(made, Contractor), made
    return made.pk


def _disclosed(karin: Association) -> str:
    """A list of customers that somebody asked for, and somebody else agreed to."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    made = disclosures.ask(
        association=karin,
        sort="export",
        what="Names and addresses",
        recipient="The printer",
        purpose="To tell everybody of the new rent",
        basis="essential",
        uid="walked",
        by="ann",
        at=at,
    )
    assert isinstance(made, Disclosure), made
    agreed = disclosures.approve(association=karin, disclosure=made.ref, by="mia", at=at)
    assert isinstance(agreed, Disclosure), agreed
    return made.ref


def _gone_through(karin: Association) -> int:
    """A round of the answering machine on Wednesday morning, with one message still to be heard."""
    done = machine_rounds.begin_round(
        association=karin,
        office="main",
        machine="answerphone",
        name="after-closing",
        for_at=cast.t("Wednesday 2026-04-08 09:00"),
        messages=1,
        by="ann",
        at=cast.t("Wednesday 2026-04-08 09:05"),
    )
    assert isinstance(done, int), done
    return done


def _carded(karin: Association, round_: dict[str, Any]) -> dict[str, Any]:
    """The officer's card bears that photograph, somebody asked what nothing answers, and a week is away."""
    by_ann: dict[str, Any] = {"association": karin, "by": "ann", "at": cast.t("Wednesday 2026-04-08 09:00")}
    card = {"number": "K-0142", "issued_on": "2026-01-05", "expires_on": "2028-01-04"}
    photo = {"photo": round_["photograph"]}
    registering.add(register="identity-cards", subject="officer-one", answers=card | photo, **by_ann)
    asked = registering.add(register="unanswered", answers={"subject": "Beehives"}, **by_ann)
    week = {"from_at": cast.t("Monday 2026-04-13 00:00"), "to_at": cast.t("Saturday 2026-04-18 00:00")}
    away = absences.tell(handle="officer-one", kind="leave", **week, **by_ann)
    assert isinstance(asked, RegisterEntry), asked
    assert isinstance(away, Absence), away
    return {**round_, "unanswered": asked.pk, "absence": away.pk}


def _came_in(karin: Association) -> str:
    """Somebody whom nobody knows has come in."""
    at = cast.t("Wednesday 2026-04-08 11:55")
    came = reception.arrive(association=karin, office="main", facts={"from_name": "Mr Bell"}, by="ann", at=at)
    assert isinstance(came, reception.Came)
    return came.thread


def _visit(karin: Association) -> int:
    """The number of a visit that is planned for the receptionist."""
    ann = Account.objects.get(handle="ann")
    going.carded(karin, ann)
    starts, ends = cast.t("Friday 2026-04-10 14:00"), cast.t("Friday 2026-04-10 14:45")
    return going.planned(karin, ann, None, starts=starts, ends=ends, booked={"from_name": "Mr Bell"}).pk


def _home(karin: Association) -> dict[str, Any]:
    """A home on a patch."""
    at, at_night = cast.t("Tuesday 2026-04-07 02:00"), {"association": karin, "by": "import"}
    bringing.bring([Record("N", {"name": "North"})], what="patches", at=at, **at_night)
    said = {"address": "14 Mill Road", "postcode": "LS1 4AB", "patch": "N"}
    (home,) = bringing.bring([Record("H-1", said)], what="homes", at=at, **at_night).became
    found = {"home": str(home.ref), "patch": "n", "scheme": _scheme(karin, str(home.ref))}
    return {**found, **_keys(karin, str(home.ref))}


def _scheme(karin: Association, home: str) -> int:
    """New windows are planned for that home."""
    by_ann: dict[str, Any] = {"association": karin, "by": "ann", "at": cast.t("Tuesday 2026-04-07 12:00")}
    made = schemes.plan(sort="works", title="Windows", **by_ann)
    assert isinstance(made, Scheme), made
    schemes.describe(scheme=made.pk, what="New windows", dates="In June", finishes=["White"], **by_ann)
    schemes.touch(scheme=made.pk, homes=[home], effect="Two days inside", **by_ann)
    return made.pk


def _keys(karin: Association, home: str) -> dict[str, Any]:
    """Two keys of the home hang in the cabinet, and somebody has begun to look through it."""
    by_ann: dict[str, Any] = {"association": karin, "by": "ann", "at": cast.t("Tuesday 2026-04-07 12:00")}
    lines = [key_book.Line("Front door", 2)]
    key_book.receive(home=home, lines=lines, from_name="Mr Bell", why="new_home", **by_ann)
    with tenancy.association(karin):
        keyset = KeySet.objects.values_list("pk", flat=True).get()
    key_book.hang(receipt=1, labelled=[keyset], **by_ann)
    look = cabinet_checks.draw(office="main", **by_ann)
    assert isinstance(look, CabinetCheck), look
    shop = shops.plan(survey="call-shop", channel="telephone", planned_on=date(2026, 4, 17), **by_ann)
    assert isinstance(shop, MysteryShop), shop
    return {"keyset": keyset, "look": look.pk, "shop": shop.pk, **_published(karin)}


def _published(karin: Association) -> dict[str, int]:
    """A draft of the newsletter with its copy, and a page of the web site."""
    said: dict[str, Any] = {"association": karin, "by": "ann", "at": cast.t("Tuesday 2026-04-07 10:00")}
    made = editions.draft(
        publication="newsletter", version="Spring 2026", dated=date(2026, 4, 7), uid="walked", **said
    )
    assert isinstance(made, PublicationEdition), made
    copy = Brought("spring.pdf", BytesIO(b"%PDF-1.7\n%"))
    editions.add_copy(edition=made.pk, brought=copy, lang="en", form="pdf", **said)
    put = displays.show(publication="website", sort="web", place="/repairs", uid="walked", **said)
    assert isinstance(put, PublicationPlace), put
    with tenancy.association(karin):
        copied = PublicationFile.objects.get(edition=made).pk
    return {"edition": made.pk, "copy": copied, "display": put.pk}


def _round(karin: Association) -> dict[str, Any]:
    """A daily round of the main office on which the water machine was empty, with a photograph of it."""
    at = cast.t("Wednesday 2026-04-08 08:50")
    with tenancy.association(karin):
        daily = next(
            each for each in rules.current(karin).room("checklists") if each.name == "reception-daily"
        )
    answers = {each.name: Answer("fine", number=20 if each.number else None) for each in daily.items}
    answers["water"] = Answer("not", words="The machine is empty")
    photographs = {"water": [Brought("water.jpg", BytesIO(b"\xff\xd8\xff\xe0 empty"))]}
    by_ann: dict[str, Any] = {"association": karin, "by": "ann", "at": at}
    done = inspecting.inspect(
        checklist=daily.name, office="main", uid="w1", answers=answers, photographs=photographs, **by_ann
    )
    assert isinstance(done, inspecting.Inspected), done
    with tenancy.association(karin):
        sha256 = StoredFile.objects.filter(type="image/jpeg").values_list("sha256", flat=True).get()
    return {"round": done.id, "defect": done.defects["water"], "photograph": sha256}


def booked_at(karin: Association) -> int:
    """The number of an appointment on Thursday 9 April 2026 at two."""
    said = {"from_name": "Mr Lewis", "phone": "0113 496 0009", "about": "Rent", "agreed": True}
    done = booking.book(
        association=karin,
        kind="appointment",
        starts=cast.t("Thursday 2026-04-09 14:00"),
        resources=["@ann"],
        facts={**said, "agreed_how": "by-telephone"},
        by="ann",
        at=cast.t("Wednesday 2026-04-08 09:00"),
    )
    assert isinstance(done, booking.Booked), done
    return done.id


def _drawn(karin: Association) -> int:
    """The number of a letter of March that was drawn to be read again; February is published."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    told = [Telling("letter.received", cast.t("Monday 2026-03-09 10:00"), {"from_name": "Mr Lewis"})]
    tell(told, association=karin, by="ann", at=cast.t("Monday 2026-03-09 10:00"))
    assert isinstance(checking.draw(association=karin, month=date(2026, 3, 1), by="kept", at=at), list)
    publishing.publish(association=karin, month=date(2026, 2, 1), by="kept", at=at)
    with tenancy.association(karin):
        number = Check.objects.values_list("pk", flat=True).first()
    assert number is not None
    return number


def _tie(karin: Association, person: str) -> int:
    """The number of the tie between the namesake and the one who no longer works there."""
    at = cast.t("Wednesday 2026-04-08 09:00")
    tie = connections.declare(
        association=karin, account="fred", person=person, kind="friend", by="ann", at=at
    )
    assert isinstance(tie, Connection)
    return tie.pk


def _handed_over(karin: Association, letter: str) -> str:
    """The name under which the letter went to the officer."""
    at = cast.t("Wednesday 2026-04-08 09:30")
    done = reassign(association=karin, threads=[letter], to="officer-one", by="ann", at=at)
    assert isinstance(done, Reassigned)
    return done.together


def _files(karin: Association) -> dict[str, str]:
    """A customer in two files that were joined, and somebody of the same name."""
    at = cast.t("Tuesday 2026-04-07 12:00")
    same = {"phones": ["0113 496 0001"], "email": "n@example.org", "by": "ann", "at": at}
    one = customers.add(association=karin, name="Ngozi Okafor", **same)
    other = customers.add(association=karin, name="N Okafor", **same)
    namesake = customers.add(
        association=karin, name="Ngozi Okafor", phones=["0113 496 0002"], by="ann", at=at
    )
    joining.join(association=karin, person=other.ref, into=one.ref, by="ann", at=at)
    return {"customer": one.ref, "other_file": other.ref, "namesake": namesake.ref}
