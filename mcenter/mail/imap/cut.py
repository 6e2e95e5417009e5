"""A connection that ended within a command, which another may well outlive."""

from __future__ import annotations

from mcenter.errors import TryAgain


class Cut(TryAgain):
    """
    The server ended the connection, said nothing for too long, or nothing we can read.

    `too_large`: it announced more than we let it send; `silent`: it said nothing.
    """

    too_large = False
    silent = False
