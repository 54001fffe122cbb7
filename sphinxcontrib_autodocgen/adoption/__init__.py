"""How a project comes to use the extension: what its set-up is like, and what would change in it.

Nothing of a project is run, so that a set-up that is broken can be read too.
"""

from __future__ import annotations

from .doctor import Diagnosis, examine
from .gate import Host
from .proposal import Proposed, propose

__all__ = ["Diagnosis", "Host", "Proposed", "examine", "propose"]
