"""The base of our directives: the domain, and warnings that say where a directive stands."""

from __future__ import annotations

from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..domain import AutodocgenDomain, of

__all__ = ["ProjectDirective"]

logger = logging.getLogger(__name__)


class ProjectDirective(SphinxDirective):
    """A directive that shows something of the project."""

    @property
    def domain(self) -> AutodocgenDomain:
        """The domain, which holds the project."""
        return of(self.env)

    def warn(self, message: str, subtype: str) -> None:
        """Say what is wrong, where the directive stands.

        Args:
            message: What is wrong, and what to do.
            subtype: One of the subtypes of our warnings.
        """
        logger.warning(
            "%s: %s",
            self.name,
            message,
            type="autodocgen",
            subtype=subtype,
            location=self.get_location(),
        )
