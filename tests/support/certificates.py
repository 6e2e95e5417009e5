"""
Certificates for one run of the tests, made by a private authority.

The good one is for `localhost` alone: to connect to 127.0.0.1 instead is to meet
a certificate for another host.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True, kw_only=True)
class Certificates:
    """Files in PEM, readable by every user; keys are worth nothing here."""

    ca_file: Path
    chain: Path  # For localhost and mx.market.example.
    key: Path
    other_host_chain: Path  # For another host, by the same authority.
    other_host_key: Path
    stranger_ca_file: Path  # An authority that signed none of these.

    def server_context(self) -> ssl.SSLContext:
        """Return what a server in this process needs to be `localhost`."""
        return _server_context(self.chain, self.key)

    def other_host_context(self) -> ssl.SSLContext:
        """Return what a server needs to be somebody else."""
        return _server_context(self.other_host_chain, self.other_host_key)


def issue(directory: Path) -> Certificates:
    """Make an authority and its certificates in that directory."""
    authority = trustme.CA()
    chain, key = _leaf(authority, directory / "localhost", "mx.market.example")
    other_chain, other_key = _leaf(authority, directory / "other-host.example")
    return Certificates(
        ca_file=_authority_file(authority, directory / "ca.pem"),
        chain=chain,
        key=key,
        other_host_chain=other_chain,
        other_host_key=other_key,
        stranger_ca_file=_authority_file(trustme.CA(), directory / "stranger.pem"),
    )


def _leaf(authority: trustme.CA, stem: Path, *more_names: str) -> tuple[Path, Path]:
    leaf = authority.issue_cert(stem.name, *more_names)
    chain, key = Path(f"{stem}.pem"), Path(f"{stem}.key")
    chain.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    key.write_bytes(leaf.private_key_pem.bytes())
    return chain, key


def _authority_file(authority: trustme.CA, path: Path) -> Path:
    path.write_bytes(authority.cert_pem.bytes())
    return path


def _server_context(chain: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context
