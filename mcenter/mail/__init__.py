"""Mail as the RFCs have it: read, composed, fetched, submitted; no customers, no rows."""
