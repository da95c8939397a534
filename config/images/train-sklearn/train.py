"""Trains a gradient-boosting model, or a random forest, on any tabular Slipway snapshot.

Slipway's contract with a training container is files and variables, no library:

  SLIPWAY_DATA        directory with schema.json and {train,validation,test}/*.parquet
  SLIPWAY_PARAMETERS  JSON file; here "algorithm" is boosting (the default) or forest, and every other entry a
                      keyword argument of the scikit-learn estimator
  SLIPWAY_MODEL       directory that takes the model (model.joblib, one Pipeline over raw columns)
  SLIPWAY_METRICS     file that takes one JSON object per line: a metric or the progress

Strings are categories, everything else is a number. Missing values and categories that were never
seen are legal, in training and in serving.
"""

import json
import os
import time
from operator import methodcaller
from pathlib import Path

import joblib
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (HistGradientBoostingClassifier, HistGradientBoostingRegressor, RandomForestClassifier,
                              RandomForestRegressor)
from sklearn.metrics import accuracy_score, log_loss, r2_score, roc_auc_score, root_mean_squared_error
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OrdinalEncoder

DATA, MODEL = Path(os.environ["SLIPWAY_DATA"]), Path(os.environ["SLIPWAY_MODEL"])
ESTIMATORS = {
    "BinaryClassification": {"boosting": HistGradientBoostingClassifier, "forest": RandomForestClassifier},
    "Regression": {"boosting": HistGradientBoostingRegressor, "forest": RandomForestRegressor},
}
NUMBERS = {"number", "integer", "boolean"}


def read(part, columns):
    """Returns the part's rows, or None if the snapshot has no such part."""
    files = sorted((DATA / part).glob("*.parquet"))
    return pd.concat([pd.read_parquet(f, columns=columns) for f in files], ignore_index=True) if files else None


def report(**line):
    """Appends one line to the metrics file, and shows it in the log."""
    text = json.dumps(line)
    with open(os.environ["SLIPWAY_METRICS"], "a") as out:
        out.write(text + "\n")
    print(text, flush=True)


def parameters():
    """Returns the parameters with their JSON types: "200" is the number 200."""
    def parse(value):
        try:
            return json.loads(value)
        except (TypeError, ValueError):
            return value

    return {name: parse(value) for name, value in json.loads(Path(os.environ["SLIPWAY_PARAMETERS"]).read_text()).items()}


def build(features, task, arguments):
    """Returns an untrained Pipeline from raw columns to predictions.

    methodcaller and scikit-learn's own classes are all the pickle names, so any scikit-learn runtime can load it.
    """
    algorithm = arguments.pop("algorithm", "boosting")
    if algorithm not in ESTIMATORS[task]:
        raise SystemExit(f"algorithm {algorithm} is not one of {', '.join(ESTIMATORS[task])}")
    strings = [c["name"] for c in features if c["type"] == "string"]
    numbers = [c["name"] for c in features if c["type"] in NUMBERS]
    categories = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    prepare = ColumnTransformer([
        ("strings", make_pipeline(FunctionTransformer(methodcaller("fillna", "")), categories), strings),
        ("numbers", FunctionTransformer(methodcaller("astype", "float64")), numbers),
    ])
    return Pipeline([("prepare", prepare), ("model", ESTIMATORS[task][algorithm](random_state=0, **arguments))])


def quality(model, task, x, y):
    """Yields the metrics of a model on rows that it has not seen."""
    if task == "Regression":
        guess = model.predict(x)
        yield from {"rmse": root_mean_squared_error(y, guess), "r2": r2_score(y, guess)}.items()
    else:
        score = model.predict_proba(x)[:, 1]
        yield from {"auc": roc_auc_score(y, score), "accuracy": accuracy_score(y, score > 0.5),
                    "logLoss": log_loss(y, score)}.items()


def main():
    schema = json.loads((DATA / "schema.json").read_text())
    label, task = schema["label"], schema["task"]
    features = [c for c in schema["columns"] if c["role"] == "Feature"]
    names = [c["name"] for c in features]
    if task not in ESTIMATORS:
        raise SystemExit(f"task {task} is not one of {', '.join(ESTIMATORS)}")
    if odd := [c["name"] for c in features if c["type"] not in NUMBERS | {"string"}]:
        raise SystemExit(f"features {odd} are neither numbers nor strings: derive or drop them in the Dataset")

    train = read("train", names + [label])
    held_out = next((part for part in (read("validation", names + [label]), read("test", names + [label])) if part is not None), None)
    print(f"{len(train)} rows to learn {label} from {len(names)} features", flush=True)
    report(progress=0.1)

    start = time.monotonic()
    model = build(features, task, parameters()).fit(train[names], train[label].astype(float if task == "Regression" else int))
    report(name="fitSeconds", value=round(time.monotonic() - start, 3))
    report(progress=0.9)

    MODEL.mkdir(parents=True, exist_ok=True)
    joblib.dump(model, MODEL / "model.joblib")
    if held_out is not None:
        for name, value in quality(model, task, held_out[names], held_out[label]):
            report(name=name, value=round(float(value), 5))
    report(progress=1.0)


if __name__ == "__main__":
    main()
