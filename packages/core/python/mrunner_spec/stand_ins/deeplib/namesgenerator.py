"""Names that tell one launch from another."""

from mrunner_spec.old_tools.names import get_random_name, id_generator

__all__ = ["get_random_name", "id_generator"]
