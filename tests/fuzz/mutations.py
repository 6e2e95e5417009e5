"""
Changes to a mail that a reader notices: headers, boundaries, encodings, quotes.

Rule 1: the same bytes and the same dice give the same change.
Rule 2: what comes out has at most as many bytes as were asked for.
"""

import base64
import quopri
import re

from tests.fuzz import vocabulary as words

_BLANK = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"[^\n]*\n|[^\n]+\Z")
_BOUNDARY = re.compile(rb'boundary="?([^"\s;]{1,70})', re.IGNORECASE)
_MOST_CHANGES = 4
_REPEATS = (1, 1, 1, 1, 1, 1, 2, 2, 3, 20, 300, 5000)


def mutate(raw, dice, most):
    """Change a mail in one to four places."""
    for _ in range(dice.randint(1, _MOST_CHANGES)):
        raw = dice.choice(_CHANGES)(raw, dice)[:most]
    return raw


def cross(one, other, dice, most):
    """Make one mail of two: the head of one over the body of the other, or a part."""
    head, body = _halves(one)
    _, strange = _halves(other)
    made = dice.choice(
        [
            lambda: head + strange,
            lambda: one[: _place(one, dice)] + other[_place(other, dice) :],
            lambda: _in_multipart(one, [body, other], dice),
            lambda: one + b"\n" + other,
        ]
    )
    return made()[:most]


def _field(raw, dice):
    """One more header field, anywhere in the first block or any other."""
    name, value = dice.choice(words.FIELDS), dice.choice(words.VALUES)
    if dice.random() < 0.7:
        value = dice.choice(words.VALUES_OF.get(name, words.VALUES))
    field = name + dice.choice([b": ", b":", b" : ", b":\r\n\t"]) + value
    at = 0 if dice.random() < 0.5 else _line_start(raw, dice)
    return raw[:at] + (field + dice.choice([b"\r\n", b"\n"])) + raw[at:]


def _value(raw, dice):
    """The value of a header field of the mail, or a piece of it, made another."""
    head, body = _halves(raw)
    fields = [*re.finditer(rb"(?m)^([\w-]{1,40}):[ \t]*([^\n]*)", head)]
    if not fields:
        return _field(raw, dice)
    field = dice.choice(fields)
    value = dice.choice(words.VALUES_OF.get(field[1].title(), words.VALUES))
    start = dice.choice([field.start(2), dice.randint(*field.span(2))])
    return head[:start] + value + head[field.end(2) :] + body


def _parameter(raw, dice):
    """One more parameter on a Content-Type or Content-Disposition."""
    found = [*re.finditer(rb"(?im)^content-(?:type|disposition):[^\n]*?(?=\r?$)", raw)]
    if not found:
        return _field(raw, dice)
    at = dice.choice(found).end()
    return raw[:at] + b"; " + dice.choice(words.PARAMETERS) + raw[at:]


def _lines(raw, dice):
    """Some lines gone, twice or many times there, or in another place."""
    lines = _LINE.findall(raw)
    if not lines:
        return raw
    start = dice.randrange(len(lines))
    stop = start + dice.choice([1, 1, 2, 5, 30])
    taken = lines[start:stop] * dice.choice([0, *_REPEATS])
    at = dice.choice([start, dice.randint(0, len(lines))])
    return b"".join([*lines[:start], *lines[stop:]][:at] + taken + lines[at:])


def _line(raw, dice):
    """One more line of what clients write, perhaps many times."""
    line = dice.choice(words.LINES) + dice.choice([b"\n", b"\r\n", b"", b"\r"])
    at = _line_start(raw, dice)
    return raw[:at] + line * dice.choice(_REPEATS) + raw[at:]


def _token(raw, dice):
    """A token in place of a few bytes."""
    at = _place(raw, dice)
    token = dice.choice(words.TOKENS) * dice.choice(_REPEATS)
    return raw[:at] + token + raw[at + dice.choice([0, 0, 1, 4, 60]) :]


def _quoting(raw, dice):
    """Every line of a stretch quoted once more, or indented, or without its mark."""
    lines = _LINE.findall(raw)
    start = dice.randint(0, len(lines))
    stop = start + dice.choice([1, 5, 50])
    mark = dice.choice([b"> ", b">", b">>> ", b" ", b"| ", b""])
    marked = [mark + line.removeprefix(b"> ") for line in lines[start:stop]]
    return b"".join([*lines[:start], *marked, *lines[stop:]])


def _boundary(raw, dice):
    """A line of a boundary that the mail names, whole or nearly."""
    found = _BOUNDARY.findall(raw)
    if not found:
        return _nested(raw, dice)
    mark = b"--" + dice.choice(found)
    line = dice.choice([mark, mark, mark + b"--", mark + b" ", mark[:-1], mark + b"x"])
    at = _line_start(raw, dice)
    return raw[:at] + (line + b"\r\n") * dice.choice(_REPEATS) + raw[at:]


def _nested(raw, dice):
    """The whole mail as a part of another, or its body as a part among parts."""
    head, body = _halves(raw)
    if dice.random() < 0.3:
        return b"Content-Type: message/rfc822\r\n\r\n" + raw
    strange = dice.choice(words.PARTS)
    return _in_multipart(head, dice.choice([[body, strange], [strange, body]]), dice)


def _encoded(raw, dice):
    """The body in a transfer encoding or charset, with or without its label."""
    head, body = _halves(raw)
    if dice.random() < 0.4:
        charset = dice.choice(words.CHARSETS)
        body = body.decode("utf-8", "replace").encode(charset.decode(), "replace")
        label = b"Content-Type: text/plain; charset=" + dice.choice([charset, b"x"])
    elif dice.random() < 0.5:
        body = base64.encodebytes(body)
        label = b"Content-Transfer-Encoding: base64"
    else:
        body = quopri.encodestring(body)
        label = b"Content-Transfer-Encoding: quoted-printable"
    return (label + b"\r\n" if dice.random() < 0.9 else b"") + head + body


def _html(raw, dice):
    """The body, or its middle, within tags as clients write them."""
    head, body = _halves(raw)
    at = dice.randint(0, len(body))
    opened = dice.choice(words.TAGS) * dice.choice(_REPEATS)
    label = b"" if dice.random() < 0.5 else b"Content-Type: text/html\r\n"
    return label + head + body[:at] + opened + body[at:]


def _cut(raw, dice):
    """Cut off somewhere, at either end."""
    at = _place(raw, dice)
    return raw[:at] if dice.random() < 0.7 else raw[at:]


def _line_ends(raw, dice):
    """Other line ends than the mail has."""
    return raw.replace(b"\r\n", b"\n").replace(
        b"\n", dice.choice([b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\n"])
    )


def _in_multipart(head, parts, dice):
    mark = dice.choice([b"b", b"-", b"=_x", b"a b", b"--b"])
    kind = dice.choice(words.MULTIPARTS)
    label = b'Content-Type: multipart/%b; boundary="%b"\r\n' % (kind, mark)
    pieces = b"".join(b"--%b\r\n%b\r\n" % (mark, part) for part in parts)
    return label + head + pieces + b"--%b--\r\n" % mark


def _halves(raw):
    """The first header block with its empty line, and what stands below it."""
    blank = _BLANK.search(raw)
    at = blank.end() if blank else len(raw)
    return raw[:at], raw[at:]


def _place(raw, dice):
    return dice.randint(0, len(raw))


def _line_start(raw, dice):
    return raw.rfind(b"\n", 0, _place(raw, dice)) + 1


_CHANGES = (
    *(_field, _value, _parameter, _lines, _line, _token, _quoting, _boundary),
    *(_nested, _encoded, _html, _cut, _line_ends),
)
