"""What animals eat."""


class Hay:
    """Dried grass."""

    def weigh(self, pounds=1):
        return pounds * 2
