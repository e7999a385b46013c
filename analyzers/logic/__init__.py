"""What is wrong with a program that runs: suspicious lines, known traps, and edits that may put it right."""
