"""What time is it here? See `kept.store.moment`, where the worker can ask as well.

request.at = moment.now()
"""

from kept.store.moment import now, real

__all__ = ["now", "real"]
