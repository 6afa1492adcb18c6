"""What does the program hold for behaviour that we do not accept? Names and sentences; see the package."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:incidents": "Incidents: unread, to decide, unwarned, not put right, closed unanswered.",
    "page:ending-script": "The manager's script has the reason of the note, and each sentence is ticked.",
    "figure:incidents": "Incidents by sort and quarter, and the working time that a year cost.",
    "list:decision-readers": "Who was asked to read a decision, who has, and who has not yet.",
    "permission:incident-few": "An incident is on the file at once, for its writer and those who lead.",
    "permission:director-decides": "Only the director limits anything, and a way stays open.",
    "print:restriction-letter": "Why, from when until when, what goes on, whom to ask and how to object.",
    "print:enforcement-letters": "Letters that ask for something name the day, the help and who writes.",
    "print:refusal-letter": "A refusal says why and what is possible instead; a manager sees it first.",
    "rule:decision-tasks": "What a decision asks for, on paper or in court, is somebody's task with a day.",
    "rule:director-hears": "Every director is told of each incident, and when it is a later one.",
    "rule:ending-followed": (
        "An ended call leaves its note, a manager to read it, an incident to write, and the query open."
    ),
    "rule:enforcement-feedback": "Whoever was asked to put something right is asked how it was.",
    "rule:guidance-shown": "What whoever meets them does, and what a court ordered, stands on their file.",
    "rule:help-in-one-press": "One press calls line manager and director, and it is on record who came.",
    "rule:in-kind-considered": "Answering in kind goes to the line manager, and upheld to the director.",
    "rule:law-goes-on": "Promises run on whatever is limited; for the law a limit is set aside.",
    "rule:limits-held": "No office, no calls, no home, two of us: held where a visit or call is arranged.",
    "rule:marked-by-decision": "Nobody is marked as violent but by the director's decision.",
    "rule:marker-fades": "A marker without a day is refused, and it ends on its day unless it is renewed.",
    "rule:report-drafted": "The report is a task, drafted from the notes, its incidents counted.",
    "rule:warned-first": "A call or talk is ended only after a warning and a chance, each time anew.",
}
