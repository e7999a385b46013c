"""How are language models asked, where there are any? Every one is optional, and none is asked unasked."""
