"""What a person or a pipe sees: command line, plain reports and the Textual app."""
