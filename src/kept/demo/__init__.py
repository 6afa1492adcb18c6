"""How is a year made up that could have been real? By playing it, event by event, through the actions.

    build(seed=1, at=now)           # five associations, a year up to `at`

Nothing here knows an association by name: who works there, when it opens, what it promises, what may happen
and which answers that takes are read from its rulebook. A sixth association has a demonstration for nothing.

1. The same seed and the same moment make the same year, identities and references included.
2. What is played is admitted and judged at its own moment, as in earnest; what would be refused at the
   counter is not played.
3. Every person, address and telephone number is invented.
"""
