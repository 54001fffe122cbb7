def quick(size: int = 1) -> bool: ...

def told(size: int = 1) -> bool:
    """Say what the stub's author said."""
