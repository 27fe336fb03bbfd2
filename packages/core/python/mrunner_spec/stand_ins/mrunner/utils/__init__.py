"""Names."""

from pkgutil import extend_path

# What is installed under this name is found too.
__path__ = extend_path(__path__, __name__)
