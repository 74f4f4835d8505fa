"""What the inspector shows of a row: tabs by the kind of hop, each built when looked at."""
