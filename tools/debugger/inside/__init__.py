"""What runs inside the user's interpreter once something has failed: standard library only, Python 3.8 and later.

The files here are loaded by path, never imported as a package, so that nothing of ours is on the program's
`sys.path`. Nothing in them calls code of the program: no `repr`, no property, no `__getattr__`, no comparison
of its objects.
"""
