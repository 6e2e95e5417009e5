"""The message centre of a marketplace, for people in a shell and a mailbox."""

__version__ = "0.1.0"
