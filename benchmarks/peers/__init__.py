"""Others that do a part of what we do, on the same work in the same run."""
