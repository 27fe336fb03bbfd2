"""What a thing is called that can't be a value, and what to write instead of it."""

import collections.abc
import datetime
import decimal
import fractions
import functools
import types
from typing import Any, Tuple

_NAME_IT = "Pass its name as text, and let the script look it up."
_ADVICE = (
    ((set, frozenset), "a set", "A set has no order: use a list, such as sorted(values)."),
    ((bytes, bytearray, memoryview), "bytes", "Use text: value.decode(), or a list of numbers."),
    (datetime.timedelta, "a timedelta", "Use a number: value.total_seconds()."),
    (datetime.datetime, "a datetime", "Use text: value.isoformat()."),
    (datetime.date, "a date", "Use text: value.isoformat()."),
    (datetime.time, "a time", "Use text: value.isoformat()."),
    (decimal.Decimal, "a Decimal", "Use float(value), or str(value) to keep every digit."),
    (fractions.Fraction, "a Fraction", "Use float(value), or str(value) to keep it exact."),
    (complex, "a complex number", "Use a list of two numbers: [value.real, value.imag]."),
    (types.ModuleType, "a module", "Pass its name as text, and let the script import it."),
)


def refusal_of(thing: Any) -> Tuple[str, str]:
    """What was got, in words, and advice.

    >>> refusal_of({1})
    ('a set', 'A set has no order: use a list, such as sorted(values).')
    """
    for kinds, got, instead in _ADVICE:
        if isinstance(thing, kinds):
            return got, instead
    if isinstance(thing, type):
        return "the class %s" % thing.__name__, _NAME_IT
    if isinstance(thing, functools.partial):
        return "a partial function", _NAME_IT
    if callable(thing) and hasattr(thing, "__name__"):
        return _function_name(thing), _NAME_IT
    if isinstance(thing, (collections.abc.Iterator, collections.abc.KeysView,
                          collections.abc.ValuesView, collections.abc.ItemsView)):
        return _kind_name(thing), "Use a list: list(values)."
    if isinstance(thing, collections.abc.Coroutine):
        return "a coroutine", "Await it first."
    return _kind_name(thing), "Use a dict, a list, text or a number."


def _function_name(thing: Any) -> str:
    name = str(thing.__name__)
    return "a function (lambda)" if name == "<lambda>" else "the function %s" % name


def _kind_name(thing: Any) -> str:
    return "an object of class %s" % type(thing).__name__


def describe(thing: Any) -> str:
    """Any value in words, for messages about what was got.

    >>> describe("x"), describe(3), describe(None)
    ('text', 'an int', 'None')
    """
    if thing is None:
        return "None"
    for kind, words in ((bool, "a bool"), (int, "an int"), (float, "a float"), (str, "text"),
                        (dict, "a dict"), (list, "a list"), (tuple, "a tuple")):
        if isinstance(thing, kind):
            return words
    return refusal_of(thing)[0]
