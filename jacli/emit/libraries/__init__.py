"""The same computation in the words of another library: the lines of PyTorch, JAX or numpy that give it too."""

from __future__ import annotations

from jacli.emit.libraries import jax, numpy, torch
from jacli.emit.libraries.spelling import Library

__all__ = ["LIBRARIES", "Library"]

LIBRARIES = {found.name: found for found in (torch.LIBRARY, jax.LIBRARY, numpy.LIBRARY)}
