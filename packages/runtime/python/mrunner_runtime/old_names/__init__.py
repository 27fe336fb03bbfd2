"""What the old import paths are made of: `client_helper` of mrunner, `neptune_utils` of deeplib."""
