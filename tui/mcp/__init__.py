"""The assistant as a server of the Model Context Protocol, for agents and editors that speak it."""
