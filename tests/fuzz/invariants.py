"""
What holds of a mail that was read, whatever its bytes are.

Rule 1: the reader is asked all that the gateway and `inspect` ask of it.
Rule 2: what does not hold is raised as Broken; what the reader raises comes through.
"""

import html
import json
import re
import resource
import time
import zlib
from collections import Counter
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from unittest import mock

from mcenter import addr_spec, text
from mcenter.commands import mail_view
from mcenter.mail import authentication, machine, parsing
from mcenter.mail import reply_text as cutter
from mcenter.mail.machines.report import Report
from mcenter.mail.mime import charsets, headers
from mcenter.mail.replies import known_text, lead_ins, learnt_tail
from mcenter.mail.replies.known_text import KnownText

MEMORY_LIMIT = 256 * 1024 * 1024
LONGEST_TIME = 1.0
AUTHSERV_ID = "mx.market.example"
KINDS = {kind for _, kind in machine.RULES} | {
    *("person", "empty", "delay", "unreadable")
}
RULES = {rule.__name__ for rule, _ in machine.RULES}
NAMES = ("messages@market.example", "Example Market")
_ONE_IN = 4
_PAGE = resource.getpagesize()


class Broken(Exception):
    """Something that always holds does not; the first word says what."""


def check(raw, *, seconds=None, thorough=True):
    """
    Read one mail and look at all that comes out; `seconds` is what it may take.

    Unless it is to be `thorough`, only one in four is read in the light of others, too.
    """
    limit = allowed_seconds(raw) if seconds is None else seconds
    kept, peak, begin = _resident(), _peak(), time.process_time()
    with _watched(charsets, "decode") as decoded, _watched(cutter, "cut") as cuts:
        received = parsing.read(raw)
    taken = time.process_time() - begin
    _hold(taken <= limit, f"time: {taken:.2f} s for {len(raw)} bytes")
    used = _peak() - kept
    _hold(_peak() == peak or used <= MEMORY_LIMIT, f"memory: {used} bytes")
    _texts_are_clean(received)
    _fields_are_as_stated(received)
    _files_are_safe(received)
    _words_are_the_mails_own(received, decoded, cuts)
    _header_block_is_of(raw)
    _rest_of_the_gateway(received)
    if thorough or zlib.crc32(raw) % _ONE_IN == 0:
        _again(raw, received, limit)


def allowed_seconds(raw):
    """The CPU time that a mail of this size may take: a second at 50 KB."""
    return min(LONGEST_TIME, 0.1 + len(raw) / 50_000)


def _texts_are_clean(received):
    for field in fields(received):
        for found in _texts(getattr(received, field.name)):
            _hold("\0" not in found, f"nul: in {field.name}")
            whole = found == found.encode("utf-8", "replace").decode("utf-8")
            _hold(whole, f"surrogate: in {field.name}")


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, parsing.Attachment):
        yield from (value.name, value.content_type)
    elif isinstance(value, Report):
        yield from _texts(tuple(getattr(value, each.name) for each in fields(value)))


def _fields_are_as_stated(received):
    _hold(received.kind in KINDS, f"kind: {received.kind}")
    _hold(set(received.rules) <= RULES, f"rules: {received.rules}")
    unreadable = received.kind == "unreadable"
    _hold(unreadable == bool(received.limits), f"limits: {received.limits}")
    if unreadable:
        _hold(not received.attachments and not received.reply, "limits: and yet read")
    if received.kind == "empty":
        _hold(not received.reply and not received.attachments, "empty: it is not")
    if received.quoted:
        _hold(bool(received.quoted.strip("\n")), "quoted: blank")
    said = received.report is not None
    _hold(said or received.kind not in {"bounce", "delay"}, "report: none")
    addresses = [*received.senders, *received.recipients, *received.trace_recipients]
    if received.envelope_sender:
        addresses.append(received.envelope_sender)
    for address in addresses:
        _hold(addr_spec.parse(address) == address, f"address: {address!r}")
    for message_id in (received.message_id, *received.in_reply_to):
        good = re.fullmatch(r"(?:<[^<>\s]+>)?", message_id)
        _hold(bool(good), f"message-id: {message_id!r}")
    for line in (received.subject, received.sender_name):
        _hold(line == text.one_line(line, len(line) + 1), f"line: {line!r}")
    if received.sent_at:
        _hold(received.sent_at.utcoffset() == timedelta(0), "sent_at: not in UTC")


def _files_are_safe(received):
    for file in received.attachments:
        name = file.name
        # A control is shown by its number, as \x1b, which is no path.
        bare = re.sub(r"\\x[0-9a-f]{2}", "", name)
        safe = 0 < len(name) <= 100 and name[0] not in ".-" and not set(bare) & {*"/\\"}
        _hold(safe and name == text.visible(name, keep=""), f"name: {name!r}")
        _hold(name == name.strip(), f"name: {name!r}")
        plain = file.content_type.isascii() and file.content_type.isprintable()
        _hold(plain and file.content_type.count("/") == 1, f"type: {file.content_type}")


def _words_are_the_mails_own(received, decoded, cuts):
    """Nothing is made up, and what is cut is all that the reply has not."""
    for (given, *_), found in cuts:
        whole = given.replace("\xa0", " ").replace("\u202f", " ")
        both = _letters(found.reply + found.quoted)
        _hold(both == _letters(whole), "cut: reply and quoted are not the text")
        foreign = Counter(found.reply.split()) - Counter(whole.split())
        _hold(all(word in whole for word in foreign), f"words: {[*foreign][:5]}")
    results = {(found.reply, found.quoted) for _, found in cuts}
    _hold((received.reply, received.quoted) in results, "reply: of no text")
    source = "".join(found for _, found in decoded)
    letters = _letters(source)
    if "&" in source:
        letters |= _letters(html.unescape(source))
    made_up = _letters(received.reply) - letters
    if "<li" in source.lower():
        # The items of a list are numbered.
        made_up = {char for char in made_up if not char.isdigit()}
    _hold(not made_up, "part: letters that none has")


def _letters(found):
    counted = Counter(found)
    return Counter({char: count for char, count in counted.items() if char.isalnum()})


def _header_block_is_of(raw):
    block = parsing.header_block(raw)
    _hold(block in raw and len(block) <= headers.BLOCK_LIMIT, "header block: not of it")


def _rest_of_the_gateway(received):
    results = received.authentication_results
    for sender in received.senders[:3]:
        for authserv_id in (AUTHSERV_ID, "microsoft"):
            authentication.verdict(
                results, domain=sender.rpartition("@")[2], authserv_id=authserv_id
            )
    for found in (received.reply, received.quoted):
        lead_ins.in_quotes(found, str.upper)
        lead_ins.in_own_words(found, str.upper, bool)
        lead_ins.brackets(found, str.upper)
    json.dumps(mail_view.fields(received))
    _hold(bool([*mail_view.lines(received)]), "inspect: nothing")


def _again(raw, received, limit):
    """The text is cut once more, by what was sent and what ends its writer's mails."""
    begin = time.process_time()
    parsing.read(parsing.header_block(raw))
    known = KnownText.of(parsing.texts(raw), own=[received.quoted], names=NAMES)
    for sent in (known, KnownText.of([received.quoted[:2000]], names=NAMES)):
        found = cutter.cut(received.text, sent)
        both = _letters(found.reply + found.quoted)
        _hold(both == _letters(received.text), "known: letters are lost or made up")
        parsing.recut(received, found)
    known_text.may_hide(found.reply, found.quoted, NAMES)
    learnt_tail.may_end(received.reply)
    reply, end = learnt_tail.without(received.reply, [received.reply] * 2)
    same = _letters(reply + end) == _letters(received.reply)
    _hold(not end or same, "learnt: letters are lost or made up")
    taken = time.process_time() - begin
    _hold(taken <= 2 * limit, f"gateway: {taken:.2f} s for {len(raw)} bytes")


def _hold(holds, says):
    if not holds:
        raise Broken(says)


def _watched(module, name):
    return _Watch(module, name)


class _Watch:
    """Lets a function work, and remembers each call: (arguments, result)."""

    def __init__(self, module, name):
        self._function = getattr(module, name)
        self._patch = mock.patch.object(module, name, self._call)
        self._calls = []

    def __enter__(self):
        self._patch.start()
        return self._calls

    def __exit__(self, *_):
        self._patch.stop()

    def _call(self, *args, **named):
        result = self._function(*args, **named)
        self._calls.append((args, result))
        return result


def _peak():
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _resident():
    """The memory that it has now, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
