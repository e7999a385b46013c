"""Screens of the app, one module each, its style sheet beside it."""
