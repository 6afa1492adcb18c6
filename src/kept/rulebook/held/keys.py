"""What does the program hold for the key cabinet? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "list:keys-late": (
        "Keys that are out are due back by a time; whoever keeps them longer is listed and asked."
    ),
    "list:keys-nowhere": "A set that is neither on its hook nor with somebody who is named is listed.",
    "page:cabinet": (
        "Each set of keys shows its one place: a hook of the cabinet, or out with a named person."
    ),
    "page:cabinet-book": (
        "The receipt book: one numbered line for each delivery of keys, made by the receptionist."
    ),
    "page:cabinet-checks": (
        "The monthly look: was the cabinet locked, the spare in the safe, and all in place?"
    ),
    "page:cabinet-key": "Who holds the key of the cabinet, whom it was handed to, and where its spare is.",
    "page:hook-history": (
        "The whole history of a hook or a home: which keys, in or out, who, when, how signed."
    ),
    "page:lock-changes": (
        "A change of locks says on which day, by whom, and the number and count of new keys."
    ),
    "permission:signing-keys": "Only the receptionist, or whoever stands in for them today, moves keys.",
    "print:key-labels": "A label says the hook and a number, and never an address.",
    "rule:fewer-keys-back": (
        "Fewer keys back than were given out ask for new locks; the home is not let before."
    ),
    "rule:key-lines": "Each key or ring of a delivery is a line with a label of its own.",
    "rule:keys-both-sign": (
        "Keys change hands with the receptionist signed in and the other person named and signing."
    ),
    "rule:keys-on-the-file": (
        "Handing keys to a tenant stands on their file, with the number and how they signed."
    ),
    "rule:keys-told": "The housing team has an e-mail when keys come; the receipt says when it went.",
    "rule:labelled-first": "No key hangs in the cabinet before its label is ticked.",
    "rule:locks-told": (
        "Whoever signs keys is told at once that locks were changed, and has the old keys to see to."
    ),
    "rule:old-keys-gone": (
        "Keys of old locks are thrown away, with the day and who did it, and never given out again."
    ),
    "rule:receipt-complete": "A receipt says the day, how many keys and from whom, and who signed for them.",
}
