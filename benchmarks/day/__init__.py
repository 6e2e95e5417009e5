"""A day of a marketplace: 10,000 mails of all kinds, and what became of each."""
