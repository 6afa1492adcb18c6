"""What may change what is on record? One module per noun, one function per change.

    telling.tell([Telling("letter.received", happened_at)], association=karin, by="ann", at=now)

Every function here takes `by` (a handle, or the name of the machine that acts) and `at` (the moment of
acting), does what it does in one transaction or not at all, and leaves at least one event: nothing is ever
changed in silence.
"""
