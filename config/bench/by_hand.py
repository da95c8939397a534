"""The work of the dataset benchmark as somebody would write it by hand: keep fares above 0 and the latest row of each id,
fill missing distances with the median of the train part, split 80:20 by a hash of the id, write both parts as Parquet,
profile numbers and categories of the train part (missing values and deciles, or the most frequent values), and hash the rows.

by_hand.py generate <csv> <rows>
by_hand.py duckdb|polars|pandas <csv> <folder>
"""

import json
import sys
from pathlib import Path

NUMBERS = ["fare", "distance", "tip"]
CATEGORIES = ["zone", "payment"]


def generate(csv, rows):
    import duckdb

    # Ids are drawn from two thirds as many as there are rows; a tenth of the distances is missing.
    duckdb.sql(f"""
        COPY (
          SELECT h % ({rows} * 2 // 3) AS id,
                 TIMESTAMP '2025-01-01' + to_seconds(CAST(h // 7 % 31536000 AS BIGINT)) AS ts,
                 round(h // 11 % 9000 / 100.0 - 2, 2) AS fare,
                 CASE WHEN h // 13 % 10 > 0 THEN round(h // 17 % 400000 / 10000.0, 4) END AS distance,
                 round(h // 19 % 1500 / 100.0, 2) AS tip,
                 'zone-' || (h // 23 % 260) AS zone,
                 ['card', 'cash', 'account', 'voucher'][CAST(h // 29 % 4 AS BIGINT) + 1] AS payment,
                 md5(CAST(h AS VARCHAR)) || right(sha256(CAST(h AS VARCHAR)), 21) AS reference
          FROM (SELECT hash(i) AS h FROM range({rows}) t(i))
        ) TO '{csv}' (FORMAT csv, HEADER)""")


def with_duckdb(csv, folder):
    import duckdb

    db = duckdb.connect(f"{folder}/work.duckdb")
    db.execute(f"SET memory_limit = '614MiB'; SET temp_directory = '{folder}/spill'; SET preserve_insertion_order = false")
    db.execute(f"""
        CREATE TABLE latest AS SELECT *, hash(id) % 10 < 8 AS train FROM read_csv('{csv}') WHERE fare > 0
        QUALIFY row_number() OVER (PARTITION BY id ORDER BY ts DESC) = 1""")
    median = db.execute("SELECT quantile_cont(distance, 0.5) FROM latest WHERE train").fetchone()[0]
    db.execute("CREATE TABLE filled AS SELECT * REPLACE (coalesce(distance, ?) AS distance) FROM latest", [median])
    for part, condition in ("train", "train"), ("test", "NOT train"):
        db.execute(f"""
            COPY (SELECT * EXCLUDE (train) FROM filled WHERE {condition} ORDER BY id)
            TO '{folder}/{part}.parquet' (FORMAT parquet, COMPRESSION zstd)""")
    profile = {}
    for column in NUMBERS:
        profile[column] = db.execute(f"""
            SELECT count(*) - count({column}), avg({column}), stddev({column}), min({column}), max({column}),
                   quantile_cont({column}, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
            FROM filled WHERE train""").fetchone()
    for column in CATEGORIES:
        profile[column] = db.execute(f"SELECT {column}, count(*) FROM filled WHERE train GROUP BY 1 ORDER BY 2 DESC LIMIT 200").fetchall()
    profile["digest"] = db.execute("SELECT CAST(sum(CAST(hash(filled) AS HUGEINT)) AS VARCHAR) FROM filled").fetchall()
    return profile


def with_polars(csv, folder):
    import polars as pl

    latest = (
        pl.scan_csv(csv, try_parse_dates=True)
        .filter(pl.col("fare") > 0)
        .sort("ts")
        .unique("id", keep="last")
        .with_columns((pl.col("id").hash() % 10 < 8).alias("train"))
        .collect(engine="streaming")
    )
    median = latest.filter("train")["distance"].median()
    filled = latest.with_columns(pl.col("distance").fill_null(median))
    profile = {}
    for part, rows in ("train", filled.filter("train")), ("test", filled.filter(~pl.col("train"))):
        rows.drop("train").sort("id").write_parquet(f"{folder}/{part}.parquet", compression="zstd")
    train = filled.filter("train")
    for column in NUMBERS:
        values = train[column]
        profile[column] = [values.null_count(), values.mean(), values.std(), [values.quantile(i / 10) for i in range(1, 10)]]
    for column in CATEGORIES:
        profile[column] = train[column].value_counts(sort=True).head(200).rows()
    profile["digest"] = str(filled.hash_rows().sum())
    return profile


def with_pandas(csv, folder):
    import pandas as pd

    rows = pd.read_csv(csv, parse_dates=["ts"])
    rows = rows[rows["fare"] > 0].sort_values("ts").drop_duplicates("id", keep="last")
    train = pd.util.hash_pandas_object(rows["id"], index=False) % 10 < 8
    rows["distance"] = rows["distance"].fillna(rows.loc[train, "distance"].median())
    rows[train].sort_values("id").to_parquet(f"{folder}/train.parquet", compression="zstd", index=False)
    rows[~train].sort_values("id").to_parquet(f"{folder}/test.parquet", compression="zstd", index=False)
    profile = {}
    for column in NUMBERS:
        values = rows.loc[train, column]
        profile[column] = [int(values.isna().sum()), values.mean(), values.std(), list(values.quantile([i / 10 for i in range(1, 10)]))]
    for column in CATEGORIES:
        profile[column] = rows.loc[train, column].value_counts().head(200).to_dict()
    profile["digest"] = str(pd.util.hash_pandas_object(rows, index=False).sum())
    return profile


if sys.argv[1] == "generate":
    generate(sys.argv[2], int(sys.argv[3]))
else:
    made = {"duckdb": with_duckdb, "polars": with_polars, "pandas": with_pandas}[sys.argv[1]](sys.argv[2], sys.argv[3])
    Path(sys.argv[3], "profile.json").write_text(json.dumps(made, default=str))
