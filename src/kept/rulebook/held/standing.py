"""What does the program hold for the policy's own life, its standards and those who keep them?"""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:policy-record": (
        "One page says whose the policy is, what it replaced, when it was approved and looked at, and whom "
        "to ask."
    ),
    "list:policy-record-due": (
        "A review that is overdue or was late, a missing approval, a post of somebody who left: all listed."
    ),
    "rule:review-reminded": (
        "Whoever sees to the policy's review is reminded of it by name from half a year before."
    ),
    "rule:earlier-led-on": "Whoever comes to a policy that was replaced is led on to the one that holds.",
    "page:standards": (
        "Each standard stands with target, who answers, how it is watched and kept, and one's own results."
    ),
    "page:our-promises": (
        "Anybody reads each standard by service, with how it was kept last quarter, without signing in."
    ),
    "print:our-promises": "The same is to be had as a poster and as a leaflet, in large print too.",
    "list:standards-gaps": (
        "Parts without a standard, contacts without a time or level, and posts nobody holds are listed; "
        "what is set stands beside how it is."
    ),
    "page:clause-trend": "The page of a promise shows month by month how it was kept.",
    "figure:given-promises": (
        "What staff told customers stands among the figures, with how much of it was kept."
    ),
    "rule:promise-date-warned": (
        "A day on which nobody is there, or whoever promises it is away, is warned of before it is saved."
    ),
    "rule:sorry-owed": (
        "A promise that was broken asks for an apology with a reason, or for why there is none."
    ),
    "rule:log-unalterable": "What is in the log can be neither changed nor taken out; a correction is added.",
    "rule:file-for-anybody": "A person or a body can have a file, with or without a tenancy of ours.",
    "page:guidance": "All that staff are told stands on one page, each piece with the screens that show it.",
    "permission:guidance-inside": (
        "Guidance for staff opens to those who have signed in, and to nobody else."
    ),
    "list:to-read": (
        "Whoever has to confirm what they read is told of each edition, and sees what is left to read."
    ),
    "figure:share-trained": "How many of those who should have it have had the training is counted.",
    "page:team-work": "The team's work stands on one board, and what is handed over takes a note along.",
    "page:desk-order": "Who is waiting stands first on the Desk, and then what falls due soonest.",
    "page:rights-on-file": "A customer's file names their rights, each with what begins it.",
    "list:nothing-next": "Whatever is open without a next step is listed until it has one.",
    "rule:edition-told": (
        "What is published says its version, since when it holds and when it was published, also on paper."
    ),
    "rule:number-holds": ("Where the policy gives a number, the house cannot put another in its place."),
    "rule:same-for-everybody": (
        "The same promises run for tenants, applicants, neighbours and anybody else who is in touch."
    ),
    "page:journey": (
        "A contact shows what lies behind its customer: other contacts, what they wait for, promises missed."
    ),
    "rule:called-as-they-wish": (
        "Calls, contacts and letters say what a customer wishes to be called, else title and surname."
    ),
    "rule:not-closed-before": (
        "Nobody closes a contact before what the house names is done: called back or written to, told why."
    ),
    "rule:handover-taken-on": (
        "A contact that was handed over says so until whoever has it says that they take it on."
    ),
}
