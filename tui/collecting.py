"""When does Python look for what nobody can reach any more? While nobody types.

Its full search goes through every object there is: with a long log and a long file on show it takes as long as two
keys may. So it is never begun by an allocation, but when the keyboard has rested. What is young is looked through as
ever, and most objects go without any search.
"""

import gc

REST = 2.0  # seconds without a key
_YOUNG, _MIDDLE, _NEVER = 2_000, 10, 1_000_000  # thresholds of the three generations
_WORTH = 100  # searches among the young since the last full one


def hold_back() -> None:
    """Search nothing while the app is imported: what that makes is there to stay. It ends with `postpone`."""
    gc.disable()


def postpone() -> None:
    """Keep full searches from being begun by an allocation; what there is already is not searched again."""
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _NEVER)
    gc.enable()


def catch_up() -> None:
    """Search everything if enough has happened since the last time. To be called while nobody types."""
    if gc.get_threshold()[2] == _NEVER and gc.get_count()[2] >= _WORTH:
        gc.collect()
