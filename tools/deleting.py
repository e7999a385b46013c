"""How is a folder deleted that a program may have made deeper than anybody can walk?"""

import os
from contextlib import suppress
from itertools import count
from pathlib import Path

_LONG = 1000  # characters of a path; the system takes four times as many


def delete_folder(folder: Path) -> None:
    """Delete a folder with all that it holds; what may not be deleted stays. Links are deleted, never followed.

    Not by `shutil`: a program that calls itself can leave a thousand folders one inside the other, too deep for a
    recursion and with a path too long for the system. Deep ones are lifted out, to be walked from the top again.
    """
    names = count()
    found, pending = list[str](), [str(folder)]
    while pending:
        here = pending.pop()
        found.append(here)
        with suppress(OSError), os.scandir(here) as entries:
            for one in list(entries):
                if not one.is_dir(follow_symlinks=False):
                    with suppress(OSError):
                        os.unlink(one.path)  # noqa: PTH108
                elif len(one.path) - len(found[0]) < _LONG:
                    pending.append(one.path)
                else:
                    lifted = folder / f"{next(names)}.lifted"
                    with suppress(OSError):
                        os.rename(one.path, lifted)  # noqa: PTH104
                        pending.append(str(lifted))
    for here in reversed(found):  # inner ones were found later
        with suppress(OSError):
            os.rmdir(here)  # noqa: PTH106
