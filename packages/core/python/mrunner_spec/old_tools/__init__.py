"""What the old tools gave to specs. Files of ``stand_ins`` offer it under its old names."""
