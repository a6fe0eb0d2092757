"""The chat page: `python app.py` serves it on 127.0.0.1:7860."""

from __future__ import annotations

import click

from rag.errors import DatelineError
from serving.app import serve


def main() -> int:
    """Serve the default index; an error a person can act on is one line and exit code 1."""
    try:
        serve()
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
