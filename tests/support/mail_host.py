"""What the marketplace's own mail host writes into a mail before we see it."""

from tests.support.postfix import AUTHSERV_ID


def stamp(
    raw: bytes,
    domain: str,
    *,
    dmarc: str = "pass",
    spf: str = "pass",
    dkim: str = "pass",
    authserv_id: str = AUTHSERV_ID,
) -> bytes:
    """Prepend the host's verdict on that From domain (RFC 8601)."""
    return (
        f"Authentication-Results: {authserv_id};\r\n"
        f"\tdkim={dkim} header.d={domain} header.s=mail header.b=a1B2c3D4;\r\n"
        f"\tspf={spf} smtp.mailfrom={domain};\r\n"
        f"\tdmarc={dmarc} (p=REJECT sp=REJECT dis=NONE) header.from={domain}\r\n"
    ).encode() + raw
