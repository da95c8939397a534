"""The median of the best values that Optuna's TPE finds in the functions of SearchBench.java, less the optimum."""

import json
import math
import statistics
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


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


def model(trial):
    """Like tuning a model: an algorithm, its own parameters, and a rate."""
    loss = (math.log10(trial.suggest_float("rate", 1e-5, 1, log=True)) + 3) ** 2 / 4
    kind = trial.suggest_categorical("kind", ["tree", "linear", "none"])
    if kind == "tree":
        return loss + abs(trial.suggest_int("depth", 1, 12) - 7) / 10
    if kind == "linear":
        return loss + 0.2 + abs(trial.suggest_float("penalty", 0, 1) - 0.3)
    return loss + 1


def distance(function, trials, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(function, n_trials=trials)
    return max(study.best_value, 1e-12)


trials, seeds = int(sys.argv[1]), int(sys.argv[2])
found = {
    f.__name__: statistics.median(distance(f, trials, seed) for seed in range(seeds))
    for f in (sphere, rosenbrock, branin, ackley, model)
}
print(json.dumps({"tpe": found}))
