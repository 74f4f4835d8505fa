"""What `sandbox bench` runs: the figures of spec and docs, measured on the real program.

Read `catalog.py` for what is measured, and one file of `measure/` for how. This ships in the wheel,
so that users can measure on their own machine; what needs the repository's tests or data beside it
says so in place of a figure (`needs.py`).
"""
