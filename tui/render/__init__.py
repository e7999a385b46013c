"""Renderers: one diagnosis, as text for people, as JSON for programs, as Markdown for an issue."""
