"""Tests against a real local model server: run by `make test-live`, skipped aloud where it cannot be had."""
