"""The diary: people, rooms and visits, by the day, the week and the team."""
