"""Fuzzing: whatever a reader is handed, it ends soon, raises nothing but what it says, and keeps its promises."""
