"""What does the program hold for forms that people can use, and for translations? Names and sentences."""

from __future__ import annotations

HELD: dict[str, str] = {
    "page:customer-forms": (
        "What a customer can use, who asked and when, and how we deal with them, in their words."
    ),
    "rule:needs-everywhere": (
        "What a customer can use and how to speak with them stands on their file, contacts and visits."
    ),
    "rule:usable-form-held": (
        "A letter in a form or language that its reader cannot use is held, with what to do instead."
    ),
    "rule:usable-form-owed": (
        "What may not wait goes at once; the form that its reader can use is owed by its own date."
    ),
    "rule:own-way": "Whoever has a learning disability is reached as they chose; another way needs a reason.",
    "page:forms-owed": (
        "Every form that is owed, and when it was asked for, ordered, made and sent; the copy is kept."
    ),
    "page:translations": (
        "A translation in full or short: who decided, its date, who made and read it, and the copy that went."
    ),
    "rule:proof-read": "No translation goes out before somebody who reads the language has looked it over.",
    "page:glossary": (
        "Agreed words of each language, shown when a translation is ordered and looked for in it."
    ),
    "page:letters-translated": "Which letters have words in which languages, and which await a translator.",
    "list:needs": (
        "Whom to ask again, interpreters asked for in vain, untrained visitors, what nobody noted."
    ),
    "rule:trained-visitors": (
        "To a customer with a special need only colleagues who were trained for it are offered to go."
    ),
    "list:nobody-trained": "The kinds of special need for which nobody of us is trained.",
    "print:respect-expected": "The letter of an appointment says that we expect respect, as we give it.",
    "figure:equal": "Satisfaction by group beside all who answered, with the gap; few answers stay hidden.",
    "page:equal-action": (
        "A gap beyond the house's own size opens an action with owner, plan and day, measured again."
    ),
}
