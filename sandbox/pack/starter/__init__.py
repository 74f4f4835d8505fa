"""The pack that `sandbox new` starts from: real files, and how they become somebody's own."""
