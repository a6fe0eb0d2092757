"""Which hosts the page may be reached under, and which origins may call it."""

from __future__ import annotations

from urllib.parse import urlsplit

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
WILDCARDS = frozenset({"0.0.0.0", "::", ""})
DEFAULT_PORTS = {"http": 80, "https": 443}


def named_hosts(allowed_hosts: str) -> frozenset[str]:
    """The host names in a comma-separated setting.

    >>> sorted(named_hosts("News.example, 10.0.0.5"))
    ['10.0.0.5', 'news.example']
    """
    return frozenset(name.strip().strip("[]").rstrip(".").lower() for name in allowed_hosts.split(",") if name.strip())


def host_allowed(host: str, named: frozenset[str]) -> bool:
    """Whether a Host header names this machine or a host the operator named; the port is free.

    >>> host_allowed("localhost:7860", frozenset()), host_allowed("rebind.evil.example", frozenset())
    (True, False)
    """
    parts = _parts(f"//{host}")
    return parts is not None and parts[0] in LOOPBACK | named


def origin_allowed(origin: str, host: str, named: frozenset[str]) -> bool:
    """Whether a page of this origin may call us: it is our own, or of a host the operator named.

    Another port of this machine is a stranger. Behind a proxy that rewrites Host, the origin is
    a named host at its scheme's own port.

    >>> origin_allowed("http://localhost:7860", "localhost:7860", frozenset())
    True
    >>> origin_allowed("http://localhost:3000", "localhost:7860", frozenset())
    False
    """
    scheme = origin.partition("://")[0].lower()
    theirs, ours = _parts(origin), _parts(f"//{host}")
    if scheme not in DEFAULT_PORTS or theirs is None or ours is None or not host_allowed(host, named):
        return False
    port = theirs[1] or DEFAULT_PORTS[scheme]
    if (theirs[0], port) == (ours[0], ours[1] or DEFAULT_PORTS[scheme]):
        return True
    return theirs[0] in named and port == DEFAULT_PORTS[scheme]


def _parts(address: str) -> tuple[str, int | None] | None:
    """Host name and port, or None where it is not a plain host and port."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.username is not None or parts.path or parts.query or parts.fragment or not parts.hostname:
        return None
    return parts.hostname.rstrip("."), port
