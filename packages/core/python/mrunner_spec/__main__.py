"""Evaluates the spec of one order: ``python mrunner_spec ORDER``.

Written so that even Python 2 can parse it: an old Python has to be able to say that it is one.
"""
import os
import sys


def _say_that_it_is_too_old():
    version = ".".join(str(part) for part in sys.version_info[:3])
    os.write(3, ('{"line":"old","version":"%s"}\n' % version).encode("ascii"))


def _main():
    # The first place would offer our own modules to the spec, under names it may use itself.
    own = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != own]
    sys.path.insert(0, os.path.dirname(own))
    from mrunner_spec.child import main

    # Beside this package lie old import paths that are meant for scripts, not for specs.
    del sys.path[0]
    main(sys.argv[1])


if __name__ == "__main__":
    if sys.version_info < (3, 8):
        _say_that_it_is_too_old()
    else:
        _main()
