"""Turns images into vectors: histograms of oriented gradients (Dalal and Triggs, 2005).

Slipway's contract with the container of a transform is files and variables, no library:

  SLIPWAY_INPUT   directory with rows.parquet; the column `path` names an image
  SLIPWAY_FILES   directory that the paths begin in
  SLIPWAY_OUTPUT  directory that takes the new rows: those of the input without `bytes`, and a list `hog`

  IMAGE_SIZE   width and height that every image is brought to, in pixels (24)
  CELL_SIZE    width and height of a cell, in pixels (8)
  ORIENTATIONS how many directions of gradients are told apart, from 0 to 180 degrees (9)
"""

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, UnidentifiedImageError

INPUT, FILES, OUTPUT = (Path(os.environ["SLIPWAY_" + name]) for name in ("INPUT", "FILES", "OUTPUT"))
SIZE, CELL, BINS = (int(os.environ.get(name, value)) for name, value in (("IMAGE_SIZE", 24), ("CELL_SIZE", 8), ("ORIENTATIONS", 9)))
BLOCK = 2  # cells
BATCH = 1000  # images at a time, so that memory does not grow with their number


def pixels(path):
    """Returns the image in grey, from 0 to 1, at the size that all are brought to."""
    try:
        with Image.open(FILES / path) as image:
            grey = image.convert("L").resize((SIZE, SIZE), Image.Resampling.BICUBIC)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as e:
        raise SystemExit(f"{path} cannot be read as an image: {e}") from e
    return np.asarray(grey, dtype=np.float64) / 255


def histograms(image):
    """Returns for each cell how strong gradients are in each direction; a gradient counts for the two nearest ones."""
    down, right = np.gradient(image)
    strength = np.hypot(down, right)
    place = np.degrees(np.arctan2(down, right)) % 180 / 180 * BINS - 0.5
    low = np.floor(place).astype(int)
    share = place - low
    cells = SIZE // CELL
    result = np.zeros((cells, cells, BINS))
    rows, columns = np.indices(image.shape) // CELL
    np.add.at(result, (rows, columns, low % BINS), strength * (1 - share))
    np.add.at(result, (rows, columns, (low + 1) % BINS), strength * share)
    return result


def normalised(block):
    """L2-Hys: to length 1, no value above 0.2, to length 1 again. An even area is 0 everywhere."""
    epsilon = 1e-5
    vector = block / np.sqrt(np.sum(block**2) + epsilon**2)
    vector = np.minimum(vector, 0.2)
    return vector / np.sqrt(np.sum(vector**2) + epsilon**2)


def hog(path):
    """Returns the vector of an image: its blocks of cells, which overlap, one after the other."""
    cells = histograms(pixels(path))
    blocks = cells.shape[0] - BLOCK + 1
    return np.concatenate([normalised(cells[y : y + BLOCK, x : x + BLOCK].ravel()) for y in range(blocks) for x in range(blocks)])


def main():
    if SIZE % CELL or SIZE // CELL < BLOCK:
        raise SystemExit(f"IMAGE_SIZE {SIZE} must be a multiple of CELL_SIZE {CELL}, and at least {BLOCK} cells")
    rows = pq.ParquetFile(INPUT / "rows.parquet")
    if missing := {"path"} - set(rows.schema_arrow.names):
        raise SystemExit(f"the rows have no column {missing.pop()}; they have {', '.join(rows.schema_arrow.names)}")
    length = (SIZE // CELL - BLOCK + 1) ** 2 * BLOCK**2 * BINS
    kept = [field for field in rows.schema_arrow if field.name != "bytes"]
    schema = pa.schema([*kept, pa.field("hog", pa.list_(pa.float32(), length))])
    done = 0
    with pq.ParquetWriter(OUTPUT / "rows.parquet", schema) as out:
        for batch in rows.iter_batches(BATCH):
            vectors = np.array([hog(path) for path in batch["path"].to_pylist()], dtype=np.float32).reshape(len(batch), length)
            column = pa.FixedSizeListArray.from_arrays(vectors.ravel(), length)
            out.write_batch(pa.record_batch([*(batch[field.name] for field in kept), column], schema=schema))
            done += len(batch)
            print(f"{done} of {rows.metadata.num_rows} images", flush=True)


if __name__ == "__main__":
    main()
