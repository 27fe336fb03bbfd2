"""The Palmer penguins: birds of three species, and what was measured of each.

344 birds were measured from 2007 to 2009 at Palmer Station, Antarctica (Gorman, Williams and
Fraser, 2014; the data are in the public domain, CC0). Two were not measured; 342 are in
``penguins.csv``.
"""

import csv
from pathlib import Path
from statistics import mean, pstdev

SPECIES = ["Adelie", "Chinstrap", "Gentoo"]


def load_birds():
    """All birds, as pairs of their four measurements and the number of their species."""
    with open(Path(__file__).with_name("penguins.csv"), newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [([float(text) for text in row[1:]], SPECIES.index(row[0])) for row in rows]


def split_birds(birds, random):
    """Birds to train with, and as many held out; scaled by what is known of the former alone."""
    mixed = random.sample(birds, len(birds))
    half = len(mixed) // 2
    training, held_out = mixed[half:], mixed[:half]
    columns = list(zip(*(features for features, _ in training)))
    scales = [(mean(column), pstdev(column)) for column in columns]

    def scaled(bird):
        features, species = bird
        return [(x - middle) / spread for x, (middle, spread) in zip(features, scales)], species

    return [scaled(bird) for bird in training], [scaled(bird) for bird in held_out]
