"""Foreign domains and foreign conversations: from OpenAI's formats to packs and recordings."""
