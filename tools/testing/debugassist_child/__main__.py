"""How does the user's interpreter become a server that runs tests in forked children?

Called with one argument, a JSON object: see `tools.testing.server`, which is the other end.
"""

import os
import sys

_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

if __name__ == "__main__":
    sys.path[0] = _HERE
    from debugassist_child import lanes

    del sys.path[0]
    lanes.main(sys.argv[1])
