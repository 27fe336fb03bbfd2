"""What the old import paths for scripts are made of: `mrunner.helpers.client_helper` and `deeplib.neptune_utils`."""
