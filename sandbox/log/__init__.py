"""The session's log: events, one line each, chained; everything else is a fold of it."""
