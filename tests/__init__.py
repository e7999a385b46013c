"""The folders above this one are the project, its tests included."""
