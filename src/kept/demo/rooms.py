"""What do the rooms of an association hold on the day: diary, lists, keys, telephones?

    fill(play, stage, people)      # the last weeks, today and the next, by the actions of staff

It comes after the contacts of the year and reaches back no further than what is looked at day by day.
What an association has not (a rota, a machine, a register) is left out, by its rulebook and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from kept.demo.course import Stage
from kept.demo.filling import Who
from kept.demo.playing import Playing
from kept.demo.rooms_desk import phones, rotas, survey_replies, visitors
from kept.demo.rooms_diary import meetings
from kept.demo.rooms_lists import lists
from kept.demo.rooms_moments import Room
from kept.demo.rooms_offices import keys, machines, rounds
from kept.demo.rooms_policy import changing
from kept.demo.rooms_post import building, drafts, firms, inbox, mail_room, published
from kept.demo.rooms_staff import whereabouts

ROOMS = (
    *(lists, rotas, whereabouts, meetings, rounds, machines, keys, phones, visitors, survey_replies),
    *(mail_room, inbox, drafts, published, firms, building, changing),
)


def fill(play: Playing, stage: Stage, people: Sequence[Who]) -> None:
    """Have it all done, each at its moment. Every room draws for itself, so that none changes another."""
    out: dict[str, str] = {}
    for each in ROOMS:
        each(Room(play, stage, people, each.__name__, out))
