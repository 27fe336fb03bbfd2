"""Names that tell one launch from another, where specs import them from."""

from mrunner_spec.old_tools.names import get_random_name, get_unique_name, id_generator

__all__ = ["get_random_name", "get_unique_name", "id_generator"]
