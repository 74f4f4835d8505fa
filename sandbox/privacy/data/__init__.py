"""Lists that detectors read."""
