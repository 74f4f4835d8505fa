"""A small real model on this machine: weights and engine from the optional extra `local`."""
