"""Rules over one call: allow, confirm, deny or escalate. Importing this loads no engine."""
