"""What `done`, `reopen` and `delete` have in common: what they print."""

from __future__ import annotations

from mcenter.commands import output


def tell(thread_id: int, status: str, *, as_json: bool) -> None:
    """Print what a thread is now."""
    if as_json:
        output.emit({"thread": thread_id, "status": status})
    else:
        output.print_lines([f"Thread {thread_id} is {status}."])
