"""Names that tell one launch from another, where the oldest tool has them (spelled like this)."""

from mrunner_spec.old_tools.names import get_random_name, id_generator

__all__ = ["get_random_name", "id_generator"]
