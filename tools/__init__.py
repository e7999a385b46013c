"""Effects: the workspace, git, the debugger and the test runner, each with a time limit."""
