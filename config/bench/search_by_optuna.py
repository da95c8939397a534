"""What Optuna's TPE finds in the functions of SearchFunctions.java: the least value of each seed."""

import json
import math
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)

HARTMANN_A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
HARTMANN_P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]
HARTMANN_C = [1, 1.2, 3, 3.2]


def floats(trial, names, low, high):
    return [trial.suggest_float(name, low, high) for name in names]


def sphere(trial):
    return sum((v - 1) ** 2 for v in floats(trial, "abcde", -5, 5))


def rosenbrock(trial):
    x, y = floats(trial, "xy", -2, 2)
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def branin(trial):
    x, y = trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15)
    a = y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6
    return a * a + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10 - 0.397887357729738


def ackley(trial):
    v = floats(trial, "abc", -10, 10)
    squares = sum(x * x for x in v) / len(v)
    waves = sum(math.cos(2 * math.pi * x) for x in v) / len(v)
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(waves) + 20 + math.e


def hartmann(trial):
    x = floats(trial, "abcdef", 0, 1)
    return 3.322368011391339 - sum(
        c * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(A, x, P)))
        for c, A, P in zip(HARTMANN_C, HARTMANN_A, HARTMANN_P)
    )


def choices(trial):
    """Four choices whose values cost 0 to 4, a pair of which belongs together, and two numbers."""
    a, b, c, d = (int(trial.suggest_categorical(name, list("01234"))) for name in "abcd")
    rate = trial.suggest_float("rate", 1e-5, 1, log=True)
    layers = trial.suggest_int("layers", 1, 32)
    costs = (a + 3) % 5 + (b + 1) % 5 + (2 * c + 1) % 5
    return costs / 4 + (d != c) + (math.log10(rate) + 3) ** 2 / 4 + abs(layers - 12) / 20


def model(trial):
    """Like tuning a model: an algorithm, its own parameters, and a rate."""
    loss = (math.log10(trial.suggest_float("rate", 1e-5, 1, log=True)) + 3) ** 2 / 4
    kind = trial.suggest_categorical("kind", list("tln"))
    if kind == "t":
        return loss + abs(trial.suggest_int("depth", 1, 12) - 7) / 10
    if kind == "l":
        return loss + 0.2 + abs(trial.suggest_float("penalty", 0, 1) - 0.3)
    return loss + 1


class Point:
    """Stands in for a trial whose parameters are given."""

    def __init__(self, parameters):
        self.parameters = parameters

    def suggest_float(self, name, low, high, log=False):
        return float(self.parameters[name])

    def suggest_int(self, name, low, high):
        return int(self.parameters[name])

    def suggest_categorical(self, name, choices):
        return self.parameters[name]


def best(function, trials, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(function, n_trials=trials)
    return study.best_value


trials, seeds = int(sys.argv[1]), int(sys.argv[2])
with open(sys.argv[3]) as file:
    ours = json.load(file)
found = {}
for name, check in ours.items():
    function = globals()[name]
    value = function(Point(check["point"]))
    if not math.isclose(value, check["value"], rel_tol=1e-9):
        sys.exit(f"{name} is not the same function: {value} here, {check['value']} in SearchFunctions.java")
    found[name] = [best(function, trials, seed) for seed in range(seeds)]
print(json.dumps(found))
