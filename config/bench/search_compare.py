"""Compares what SearchBench.java and search_by_optuna.py have found: medians over the seeds."""

import json
import math
import statistics
import sys

LEAST = 1e-12  # found exactly, as far as a ratio can tell

with open(sys.argv[1]) as ours, open(sys.argv[2]) as optuna:
    ours, optuna = json.load(ours), json.load(optuna)
print(f"{'median distance from the optimum':34}{'Slipway':>12}{'Optuna':>12}{'random':>12}")
ratios = {}
for name, found in ours.items():
    a, b, r = (max(LEAST, statistics.median(v)) for v in (found["tpe"], optuna[name], found["random"]))
    print(f"{name:34}{a:12.4g}{b:12.4g}{r:12.4g}")
    ratios[name] = a / b
for name, ratio in ratios.items():
    print(f"BENCH search_vs_optuna_{name} {ratio:.2f}")
print(f"BENCH search_vs_optuna {math.exp(statistics.mean(map(math.log, ratios.values()))):.2f}")
