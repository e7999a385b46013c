"""Orchestration: intake decides, the router routes, the paths work, the models explain."""
