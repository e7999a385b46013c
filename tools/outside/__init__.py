"""Tools that others offer to our models: servers of the Model Context Protocol, named in the user's own file."""
