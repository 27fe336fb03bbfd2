"""Tests of mrunner_spec: ``python -m unittest discover -s tests -t .`` in the directory above."""
