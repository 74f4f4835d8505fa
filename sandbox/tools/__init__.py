"""What stands around a tool: contracts checked and mended, one effect a key, breakers, retries."""
