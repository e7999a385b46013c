"""The debugger: a program run in the user's interpreter, caught when it fails, and asked."""
