"""One file a measurement; each has `measure(run)`, which yields figures."""
