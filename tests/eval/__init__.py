"""Accuracy of the assistant on the fixtures, with floors that only rise."""
