"""Teaches a network to tell the species apart, and measures it on the birds that were held out."""

import json
import os
from random import Random

from birds import SPECIES, load_birds, split_birds
from mrunner_runtime import log, standard_mrunner_main
from network import Network
from params import Params

EPOCHS = 50


def learn(ctx, params, experiment_dir):
    """One run. What it returns is shown by `mrun results`."""
    random = Random(params.seed)
    training, held_out = split_birds(load_birds(), random)
    network = Network(4, params.hidden, len(SPECIES), random)

    for epoch in range(1, EPOCHS + 1):
        loss = network.train_epoch(training, params.lr, random)
        log({"loss": loss, "accuracy": network.accuracy(held_out)}, epoch)

    with open(os.path.join(experiment_dir, "network.json"), "w", encoding="utf-8") as file:
        json.dump({"hidden": network.hidden, "output": network.output}, file)
    return {"accuracy": network.accuracy(held_out)}


if __name__ == "__main__":
    standard_mrunner_main(learn, Params)
