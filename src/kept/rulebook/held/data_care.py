"""What does the program hold for the care of people's data? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:data": (
        "One page answers for people's data: breaches with 72 hours, disclosures, schedule, holds, looks."
    ),
    "page:customer-data": (
        "A customer's file shows what they agreed to, were told, and what went to whom on which ground."
    ),
    "list:disclosures": (
        "What, to whom, for what, on which ground, who agreed and when, and whether the customer was told."
    ),
    "rule:disclosure-agreed": "Nothing goes to anybody else before another who leads has agreed to it.",
    "rule:section-names-service": "Another section has it only with the service named; the file shows that.",
    "rule:purpose-agreed": "A list of customers is taken only for a purpose another agreed to, counted.",
    "rule:names-masked": "Who does not serve customers reads references for names, addresses and numbers.",
    "rule:address-kept-back": "An address kept back stands nowhere but for those who are named.",
    "rule:consent-obeyed": "What a customer takes back stops at once: surveys and mailings with it.",
    "rule:words-go": "Words go on the day of the schedule, unless held; clocks and figures stay.",
    "rule:reason-first": "Whoever opens what is not theirs says why first; managers read the list.",
    "rule:why-we-ask": "Each form says why it asks; that they were told it is kept on their file.",
    "rule:words-beside": "What a customer says of what we left as it is stands beside it on their file.",
    "rule:refusal-complained": "Under a refused correction one press opens a complaint that is tied to it.",
    "rule:erased-and-shown": "What was asked to go is gone, and that it is, when and by whom, can be shown.",
    "rule:others-named": "A letter that names another customer says so before it goes.",
    "rule:personal-in-private": "A personal matter is booked in a private room, at home or by telephone.",
    "rule:safe-computers": (
        "Each has a sign-in of their own, a long password, a lock, limits by role; leavers are out at once."
    ),
    "list:files-out": "Files out of the house, where each is kept; what is due back today is marked.",
    "page:details-confirmed": "A file keeps household, disability, support, and the day they were confirmed.",
    "figure:identity-failures": "How often somebody could not be confirmed to be who they said.",
    "rule:request-more-time": (
        "A request for one's own data is put off within its first month, with a reason, and by two months at "
        "most."
    ),
}
