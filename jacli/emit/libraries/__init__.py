"""The same computation in the words of another library: the lines of PyTorch, JAX or numpy that give it too."""

from __future__ import annotations

from importlib import import_module

from jacli.emit.libraries.spelling import Library

LIBRARIES = ("torch", "jax", "numpy")

__all__ = ["LIBRARIES", "Library", "library"]


def library(name: str) -> Library:
    """One of LIBRARIES."""
    found: Library = import_module(f"{__name__}.{name}").LIBRARY
    return found
