"""What are the ways, sorts and items of people's data called?"""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

HOWS: dict[str, Lazy | str] = {
    "in-person": gettext_lazy("In person"),
    "call": gettext_lazy("By telephone"),
    "letter": gettext_lazy("By letter"),
    "email": gettext_lazy("By e-mail"),
    "text": gettext_lazy("By text"),
    "form": gettext_lazy("On a form"),
}
SORTS: dict[str, Lazy | str] = {
    "outside": gettext_lazy("To somebody outside"),
    "section": gettext_lazy("To another section of ours"),
    "export": gettext_lazy("Taken away as a file"),
}
ITEMS: dict[str, Lazy | str] = {
    "name": gettext_lazy("Name"),
    "address": gettext_lazy("Address"),
    "phones": gettext_lazy("Telephone"),
    "email": gettext_lazy("E-mail"),
    "language": gettext_lazy("Language"),
    "needs": gettext_lazy("Needs"),
    "born_on": gettext_lazy("Born"),
    "household": gettext_lazy("Household"),
    "entry": gettext_lazy("An entry of a contact"),
    "other": gettext_lazy("Something else"),
}
