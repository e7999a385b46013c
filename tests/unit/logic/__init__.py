"""Tests of what is known about wrong programs without running them."""
