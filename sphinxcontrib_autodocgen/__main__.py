"""Entry point of ``python -m sphinxcontrib_autodocgen``."""

from __future__ import annotations

import sys


def _run() -> int:
    try:
        from .cli import main  # noqa: PLC0415  # Ctrl-C may come while this is imported

        return main()
    except KeyboardInterrupt:
        print("autodocgen: stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    raise SystemExit(_run())
