"""Parts of the main screen: each shows view models and posts messages, and knows no parent."""
