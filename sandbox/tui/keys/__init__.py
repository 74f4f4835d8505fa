"""The keys of the screen, a file for each area; `sandbox.tui.keymap` has them all."""
