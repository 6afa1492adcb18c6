"""How does an answer on record read?

answer_words(field, True, zone)      # "Yes"
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from kept.rulebook.model import Field
from kept.web.shared.words import day_words


def answer_words(field: Field, value: object, zone: ZoneInfo) -> str:
    """The answer as people say it; empty where there is none. What
    does not fit the field is shown as it stands.
    """
    if value is None or value == "":
        return ""
    try:
        match field.type:
            case "yes_no":
                return _("Yes") if value else _("No")
            case "choice":
                return dict(field.choices).get(str(value), str(value))
            case "date":
                return day_words(date.fromisoformat(str(value)))
            case "moment":
                local = datetime.fromisoformat(str(value)).astimezone(zone)
                return _("%(time)s on %(day)s") % {"time": f"{local:%H:%M}", "day": day_words(local.date())}
    except ValueError:
        pass
    return str(value)
