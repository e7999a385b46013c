"""Runs the user's tests: once to see what each executes, then thousands of times on changed programs."""
