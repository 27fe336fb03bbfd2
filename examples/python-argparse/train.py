"""A script that knows nothing of mrunner: parameters by argparse, results by two files."""

import argparse
import json
import math
import os
import random

parser = argparse.ArgumentParser()
parser.add_argument("--samples", type=int, required=True)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--antithetic", action="store_true", help="pair each point with its image")
args = parser.parse_args()

directory = os.environ.get("RESOURCE_DIR_PATH", ".")
random.seed(args.seed)


def inside(x, y):
    return x * x + y * y <= 1


hits = 0
with open(os.path.join(directory, "metrics.jsonl"), "a", encoding="utf8") as metrics:
    for step in range(1, 11):
        for _ in range(args.samples // 10):
            x, y = random.random(), random.random()
            hits += inside(x, y)
            if args.antithetic:
                hits += inside(1 - x, 1 - y)
        points = args.samples // 10 * step * (2 if args.antithetic else 1)
        estimate = 4 * hits / points
        metrics.write(json.dumps({"step": step, "values": {"pi": estimate}}) + "\n")
        metrics.flush()
        print(f"step {step}: pi is about {estimate}")

with open(os.path.join(directory, "result.json"), "w", encoding="utf8") as result:
    json.dump({"pi": estimate, "error": abs(estimate - math.pi)}, result)
