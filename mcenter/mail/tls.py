"""
TLS as a client, and what a failed connection means (RFC 8314).

Rule 1: certificate and host name are verified, by TLS 1.2 or later; always.
Rule 2: what only somebody can mend is a ConfigurationError, what time mends a TryAgain.
"""

from __future__ import annotations

import socket
import ssl

from mcenter.errors import ConfigurationError, McenterError, TryAgain
from mcenter.mail.watchdog import SILENCE_SECONDS
from mcenter.text import one_line

_TEXT_LIMIT = 500
_NO_COMMON_TLS = {
    "HTTP_REQUEST",
    "NO_PROTOCOLS_AVAILABLE",
    "PACKET_LENGTH_TOO_LONG",
    "RECORD_LAYER_FAILURE",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "UNSUPPORTED_PROTOCOL",
    "WRONG_VERSION_NUMBER",
}


def context(ca_file: str, section: str) -> ssl.SSLContext:
    """Trust the certificates of `ca_file`; of the system, where it is empty."""
    try:
        trusting = ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:
        raise ConfigurationError(
            f"{section}.ca_file: holds no certificates that can be read: {ca_file}"
        ) from error
    trusting.minimum_version = ssl.TLSVersion.TLSv1_2
    return trusting


def failure(error: Exception, server: str, *, expired: bool) -> McenterError:
    """The sentence for a connection that ended with `error`; it is not raised here."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConfigurationError(
            f"{server}: its certificate is refused: {error.verify_message}"
        )
    if isinstance(error, ssl.SSLError) and error.reason in _NO_COMMON_TLS:
        return ConfigurationError(f"{server}: no TLS on this port that can be used")
    if expired:
        return TryAgain(f"{server}: the run's deadline is reached")
    return TryAgain(f"{server}: {_reason(error)}")


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"no answer within {SILENCE_SECONDS:.0f} seconds"
    if isinstance(error, socket.gaierror):
        return "its address cannot be found"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return printable(str(error)) or "the connection was cut"


def printable(answer: bytes | str = "") -> str:
    """What a server said, on one visible line of at most 500 characters."""
    if isinstance(answer, bytes):
        answer = answer.decode("utf-8", "replace")
    return one_line(answer, _TEXT_LIMIT)
