"""Mail as the RFCs have it: read, composed, fetched, sent; no customers, no rows."""
