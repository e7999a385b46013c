#!/bin/sh
# The light hook of the pre-commit framework: installs nothing, any Python from 3.11 on will do.
# Refuses only a proved defect; without a Python, or when the check itself fails, the commit goes on.
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 0
for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    "$python" -P "$here/debugassist.py" check --hook "$@"
    case $? in
    0) exit 0 ;;
    113) exit 1 ;;
    130) exit 130 ;;
    *) echo "debugassist: the check itself failed, so nothing was checked" >&2 ; exit 0 ;;
    esac
done
echo "debugassist: there is no Python 3.11 or later, so nothing was checked" >&2
exit 0
