"""What runs inside the user's own process: the Python API, the IPython magic, the pytest plugin.

Standard library only. `debugassist.py` loads this folder under a name of its own, so its modules import each
other relatively and no layer: `tools` or `tui` may be the user's.
"""
