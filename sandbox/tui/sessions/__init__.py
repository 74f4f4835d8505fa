"""Every session and recording there is, as the session browser shows them."""
