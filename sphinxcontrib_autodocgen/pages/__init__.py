"""Contents of the project's own pages, for all front ends: facts, signatures, terms, uses, changes.

:mod:`.history` makes nodes of it, which is why nothing imports it before it's needed; the others
are plain text and records.
"""

from __future__ import annotations

from .info import ProjectInfo, facts, file_address, project_folder, project_info, readme
from .terms import complexity, parameters, signature

__all__ = [
    "ProjectInfo",
    "complexity",
    "facts",
    "file_address",
    "parameters",
    "project_folder",
    "project_info",
    "readme",
    "signature",
]
