"""What does the program hold for support and estates? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "figure:support-participation": "In how many plans and reviews the tenant took part and signed.",
    "list:estate-jobs": "Who has which job on the estate, with reference and answer, and what comes next.",
    "list:estate-looks": "By block or street: when a garden or shared part was looked at, and who was asked.",
    "list:plans-due": "Support plans by the day on which they are gone through, with what each one lacks.",
    "list:service-basis": "Support services of ours whose basis in law is to be looked at again.",
    "page:estates-told": "How the estates did in the quarter, and which issue carried it.",
    "page:night-log": "Each emergency call with who took it, who went, and how soon half of them were.",
    "rule:adaptation-held-open": "The order stays open until the work is held against the recommendation.",
    "rule:adaptation-own-word": "It is done when the resident says so; a defect opens the order again.",
    "rule:adaptation-watched": "Each stage has its day; the officer is reminded, and a slip is told first.",
    "rule:arrears-letters-wait": "Letters about money owed wait while somebody looks at why paying is hard.",
    "rule:estate-chased": "What the Council or a contractor does not answer is asked about again on its day.",
    "rule:estate-photograph": "A photograph of the place is kept with what was reported.",
    "rule:extra-care-noted": "That somebody agreed to extra care stands at the head of their file.",
    "rule:form-help-booked": "A time to fill in a form together is booked as such, on the case it is for.",
    "rule:hours-over": "Hours planned beyond those that somebody pays for are warned of.",
    "rule:plan-meets-needs": "What is planned meets an assessed need; one with nothing planned is flagged.",
    "rule:referral-chased": "Nobody is passed on without their yes; a silent service is asked again.",
    "rule:renewal-reminded": "Six weeks before a claim runs out officer and tenant are reminded of it.",
    "rule:review-by-outcomes": "A plan is reviewed once it is said what came of each aim.",
}
