"""The twelve hops. Each is one function from typed input to one typed output."""
