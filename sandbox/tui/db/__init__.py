"""The DB pane: tables of the session's world, changed rows first, SQL, edits and snapshots."""
