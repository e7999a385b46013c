"""Pure functions from text to findings: no files, clock, environment, network or printing."""
