"""Executes specs that are written in Python and gives their experiments as data.

The program that mrunner starts is ``__main__``. Other code of ours uses:

- ``loading.load_spec(file, shown, name)``: executes a file and finds its spec
- ``experiments.read_experiment(thing)``: what an experiment holds, however it was written
- ``values.Plain``: makes plain data of what a spec holds, noting what JSON can't hold
"""
