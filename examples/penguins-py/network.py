"""A network of one hidden layer of tanh neurons, then softmax over the species, in plain Python."""

from math import exp, log, sqrt, tanh
from operator import mul

BATCH = 32


class Network:
    """Each layer is a list of its neurons' weights: one for each input, one for the bias."""

    def __init__(self, inputs, hidden, outputs, random):
        self.hidden = create_layer(inputs, hidden, random)
        self.output = create_layer(hidden, outputs, random)

    def look(self, features):
        """What becomes of a bird: activations of hidden neurons, probabilities of the species."""
        inputs = features + [1.0]
        hidden = [tanh(dot(weights, inputs)) for weights in self.hidden] + [1.0]
        return hidden, softmax([dot(weights, hidden) for weights in self.output])

    def train_epoch(self, birds, lr, random):
        """Goes through all birds once, shuffled, in small batches. Gives the mean loss."""
        order = random.sample(birds, len(birds))
        loss = 0.0
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            gradients = [self.gradient(features, species) for features, species in batch]
            loss += sum(gradient[0] for gradient in gradients)
            for _, hidden, output in gradients:
                descend(self.hidden, hidden, lr / len(batch))
                descend(self.output, output, lr / len(batch))
        return loss / len(birds)

    def gradient(self, features, species):
        """The cross entropy of one bird, and for each layer an error a neuron, and its inputs."""
        hidden, probabilities = self.look(features)
        errors = [p - (k == species) for k, p in enumerate(probabilities)]
        passed_back = [dot(errors, column) for column in zip(*self.output)]
        hidden_errors = [(1 - h * h) * error for h, error in zip(hidden[:-1], passed_back)]
        return -log(probabilities[species]), (hidden_errors, features + [1.0]), (errors, hidden)

    def accuracy(self, birds):
        """The part of the birds whose species the network finds most probable."""
        looks = [(self.look(features)[1], species) for features, species in birds]
        return sum(p.index(max(p)) == species for p, species in looks) / len(birds)


def create_layer(inputs, neurons, random):
    """A layer with small weights of chance."""
    bound = 1 / sqrt(inputs)
    return [[random.uniform(-bound, bound) for _ in range(inputs + 1)] for _ in range(neurons)]


def descend(layer, gradient, step):
    """One step down the slope, for all weights of a layer."""
    errors, inputs = gradient
    for k, error in enumerate(errors):
        slope = step * error
        layer[k] = [weight - slope * x for weight, x in zip(layer[k], inputs)]


def dot(a, b):
    """The scalar product of two lists."""
    return sum(map(mul, a, b))


def softmax(values):
    """Numbers as probabilities."""
    highest = max(values)
    powers = [exp(value - highest) for value in values]
    total = sum(powers)
    return [power / total for power in powers]
