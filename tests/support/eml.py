"""
Mail as bytes, each oddity said where it matters: `eml(From="a@b, c@d")`.

Keywords are header names with `_` for `-`; a list is one header each, None is none.
"""

BOUNDARY = "a-boundary"

_DEFAULTS = {
    "Return_Path": "<cust@shop.example>",
    "From": "Ann Abbot <cust@shop.example>",
    "To": "reply+token@market.example",
    "Subject": "Re: Your order",
    "Date": "Mon, 02 Jan 2023 10:00:00 +0100",
    "Message_ID": "<answer@shop.example>",
}


def eml(body="Hello there.\n", **headers):
    """A mail with good headers but for those given; `body` is text or bytes."""
    fields = {**_DEFAULTS, **headers}
    lines = [
        name.replace("_", "-").encode() + b": " + _bytes(value)
        for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values])
        if value is not None
    ]
    return _crlf(b"\n".join([*lines, b"", _bytes(body)]))


def multipart(*parts, subtype="mixed", **headers):
    """A mail of such parts as `part` makes."""
    given = f'multipart/{subtype}; boundary="{BOUNDARY}"'
    return eml(enclosed(*parts), **{"Content_Type": given, **headers})


def enclosed(*parts, boundary=BOUNDARY):
    """Parts between their boundary lines."""
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\n" + one + b"\n" for one in parts) + mark + b"--\n"


def part(content, content_type="text/plain; charset=utf-8", **headers):
    """One body part."""
    fields = [b"Content-Type: " + _bytes(content_type)]
    for name, value in headers.items():
        fields += [name.replace("_", "-").encode() + b": " + _bytes(value)]
    return b"\n".join([*fields, b"", _bytes(content)])


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode()


def _crlf(content):
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
