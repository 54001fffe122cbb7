"""Adoption of the extension by a project: a check of its set-up, and the changes to make.

Nothing of a project is run, so that a set-up that is broken can be read too.
"""

from __future__ import annotations

from .diagnosis import Diagnosis, examine
from .proposal import Host, Proposed, propose

__all__ = ["Diagnosis", "Host", "Proposed", "examine", "propose"]
