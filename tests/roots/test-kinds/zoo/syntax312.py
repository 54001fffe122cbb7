"""Syntax of Python 3.12."""

type Pairs[T] = list[tuple[T, T]]


def first[T](items: list[T], default: T | None = None, strict=True) -> T:
    if strict and not items:
        raise ValueError("empty")
    return items[0]


class Stack[T]:
    def push(self, item: T, count=1):
        self.items = [item] * count
