"""What is new in a text: quotes, lead-ins, signatures and footers, line by line."""
