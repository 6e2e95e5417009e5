"""How long a watch waits for what, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The times of one watch; tests have shorter ones."""

    interval: float = 60
    """Between two looks, where the server has no IDLE."""
    renewal: float = 540
    """In IDLE; RFC 2177 has it renewed every 29 minutes, but many give up at ten."""
    answer: float = 60
    """For an answer to what ends the waiting."""
    goodbye: float = 1
    """For the server's last words, once somebody wants us to stop."""
    calm: float = 1
    """Before waiting again, when the server spoke at once and had nothing to say."""
    busy: float = 5
    """Before looking again, when another run is at work."""
    first: float = 2
    """Before the first new connection; each further one takes twice as long."""
    longest: float = 300
    """Before any new connection, unless the server asks for more."""
    patience: float = 1800
    """Before any new connection, whatever the server asks for."""
    steady: float = 60
    """After which a connection that ends counts as one that was good."""
    refused: float = 600
    """How long a server that let us in before may refuse to."""
