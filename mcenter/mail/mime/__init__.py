"""The bytes of a mail: headers, parts, encodings and charsets (RFC 5322, 2045)."""
