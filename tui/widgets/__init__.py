"""Widgets of the app, one public widget a module."""
