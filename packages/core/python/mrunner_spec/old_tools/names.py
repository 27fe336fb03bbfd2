"""Names that tell one launch from another. A seed that a spec sets does not repeat them."""

import random
import string
import time
from typing import Any

_HOW = (
    "agile amber ample balmy bold breezy bright brisk calm candid cheery chilly clear copper "
    "cosy crisp curly dapper dewy eager early easy even fair fleet fluffy fresh gentle glad "
    "golden grand handy hazel hearty honest ivory jaunty jolly keen kind level light limber "
    "lively lofty lucid lucky mellow merry mild misty modest neat nimble noble olive patient "
    "plain plucky polite prime proud quick quiet rapid ready rosy royal rustic sandy serene "
    "sharp shiny silent silver sleek smooth snappy snowy solid spry stable steady still sunny "
    "sure swift tender thrifty tidy tranquil trusty upbeat velvet vivid warm wise witty woolly "
    "young zesty"
).split()
_WHAT = (
    "acorn alder anchor aspen badger bamboo basin beacon beaver birch bison bluff boulder "
    "branch brook canyon cedar cherry cliff clover comet condor coral cove crane creek cricket "
    "cypress dale daisy delta dolphin dove dune eagle elm ember falcon fern finch fjord forest "
    "fox garnet geyser glacier glade grove gull harbor hare hawk heath heron hill ibis inlet "
    "island jasper juniper kestrel lagoon lake larch lark lichen lily linden lynx magpie maple "
    "marsh marten meadow meteor moss newt oak oasis orchid osprey otter owl pebble pelican pine "
    "plover pond poplar prairie quail quartz rapids raven reef ridge river robin rowan sage "
    "salmon seal shore sparrow spruce starling stork summit swan teal thicket thrush tide topaz "
    "trout tulip tundra valley walnut warbler willow wren yew"
).split()
_LETTERS = string.ascii_lowercase + string.digits


def get_random_name(sep: str = "_") -> str:
    """Two words, such as ``nimble_heron``."""
    source = random.SystemRandom()
    return source.choice(_HOW) + sep + source.choice(_WHAT)


def id_generator(n: int = 10) -> str:
    """So many small letters and digits."""
    source = random.SystemRandom()
    return "".join(source.choice(_LETTERS) for _ in range(n))


def get_unique_name(experiment: Any) -> str:
    """Day, month and time, and the random name of an experiment: ``23_11-14_05-nimble_heron``."""
    name = getattr(experiment, "random_name", None) or id_generator(4)
    return "%s-%s" % (time.strftime("%d_%m-%H_%M"), name)
