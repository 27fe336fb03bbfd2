"""Executes specs that are written in Python and gives their experiments as data.

The program that mrunner starts is ``__main__``. A script that is debugged goes the same way:

- ``executing.execute(file, shown)``: the values of a file
- ``finding.find_name(values, wanted)``: which of them is the spec
- ``calling.call_spec(spec)``: its experiments, however they are given
- ``handing_over.HandingOver``: sends them as plain data, noting what JSON can't hold
"""
