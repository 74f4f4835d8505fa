"""The Model Context Protocol, both ways: a pack's services as a server, a server's tools in a pack.

Nothing here imports the protocol's SDK (the extra `mcp`) before it is used.
"""
