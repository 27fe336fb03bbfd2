"""Settings that scripts of one older mrunner changed. They are accepted, and mean nothing."""

NEPTUNE_USE_NEW_API = True
