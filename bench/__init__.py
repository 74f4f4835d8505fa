"""What `make bench` runs: the figures of the README, measured on the real program.

Read `catalog.py` for what is measured, and one file of `measure/` for how.
"""
