"""Reports of mail systems on mails of ours, as bytes (RFC 3464)."""

from tests.support.domain import SCHEME
from tests.support.eml import multipart, part

NULL = "<>"


def report(mail, **given):
    """
    A report on a mail, as its tag's owner gets it: 5.1.1, no such mailbox.

    `action`, `status`, `final`, `original`, `fields` make the recipient's group, more
    `groups` stand before it; `returned` is the text of the last part; the rest are
    headers.
    """
    group = {
        "Original-Recipient": given.pop("original", None),
        "Final-Recipient": given.pop("final", f"rfc822; {mail.address}"),
        "Action": given.pop("action", "failed"),
        "Status": given.pop("status", "5.1.1"),
    }
    ours = "".join(f"{name}: {value}\n" for name, value in group.items() if value)
    groups = [
        "Reporting-MTA: dns; mx.acme.example\n",
        *given.pop("groups", ()),
        ours + given.pop("fields", ""),
    ]
    returned = given.pop("returned", f"Message-ID: {mail.message_id}\n\nHello.\n")
    headers = {
        "Return_Path": NULL,
        "From": "Mail Delivery System <MAILER-DAEMON@mx.acme.example>",
        "To": SCHEME.bounce_address(mail.tag),
        "Subject": "Undelivered Mail Returned to Sender",
        "Message_ID": "<report@mx.acme.example>",
        **given,
    }
    return multipart(
        part("This is the mail system at host mx.acme.example.\n"),
        part("\n".join(groups), "message/delivery-status"),
        part(returned, "message/rfc822"),
        subtype="report; report-type=delivery-status",
        **headers,
    )
