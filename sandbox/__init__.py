"""Hopscope: a local sandbox for customer-support agents, every hand-off on the screen."""
