"""Reads the tensorboard/ folder of a run by TensorBoard's own readers, and compares it with the run.

Usage: python3 -m venv TB && TB/bin/pip install tensorboard==2.21.0 pillow && TB/bin/python read_tensorboard.py RUN
Ends with an error where a number, an image or a point is not what the run's own files say.
"""
import io, json, sys
from pathlib import Path

import numpy as np
from google.protobuf import text_format
from PIL import Image
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.projector import projector_config_pb2, projector_plugin

run = Path(sys.argv[1])
folder = run / "tensorboard"
accumulator = event_accumulator.EventAccumulator(str(folder), size_guidance={"scalars": 0, "images": 0})
accumulator.Reload()

# Without their names: the numbers of each epoch, as float32, once each.
read = {}
for tag in accumulator.Tags()["scalars"]:
    steps = [point.step for point in accumulator.Scalars(tag)]
    assert len(set(steps)) == len(steps), f"{tag} has a step twice: {steps}"
    for point in accumulator.Scalars(tag):
        read.setdefault(point.step, []).append(point.value)
written = {}
for line in (run / "metrics.jsonl").read_text().splitlines():
    metrics = json.loads(line)
    numbers = [value for key, value in metrics.items() if key not in ("epoch", "warnings") and value is not None]
    written[metrics["epoch"]] = [float(np.float32(value)) for value in numbers]
assert sorted(read) == sorted(written), f"epochs {sorted(read)} in place of {sorted(written)}"
for epoch, numbers in written.items():
    assert sorted(read[epoch]) == sorted(numbers), f"epoch {epoch}: {read[epoch]} in place of {numbers}"
print(f"{len(written)} epochs of scalars agree: {', '.join(accumulator.Tags()['scalars'])}")

for tag in accumulator.Tags()["images"]:
    for event in accumulator.Images(tag):
        image = Image.open(io.BytesIO(event.encoded_image_string))
        image.load()
        assert image.size == (event.width, event.height), f"{tag} is {image.size}"
        print(f"image {tag} at step {event.step}: {image.size}, {image.mode}")

config = projector_config_pb2.ProjectorConfig()
if (folder / "projector_config.pbtxt").exists():
    text_format.Parse((folder / "projector_config.pbtxt").read_text(), config)
for embedding in config.embeddings:
    points = projector_plugin._read_tensor_tsv_file(str(folder / embedding.tensor_path))
    norms = np.linalg.norm(points, axis=1)
    assert np.abs(norms - 1).max() < 1e-5, f"features are unit vectors, and these are {norms}"
    rows = (folder / embedding.metadata_path).read_text().splitlines()
    header = rows.pop(0) if "\t" in rows[0] else "file"
    assert len(rows) == len(points), f"{len(rows)} rows of metadata for {len(points)} points"
    with Image.open(folder / embedding.sprite.image_path) as sprite:
        width, height = embedding.sprite.single_image_dim
        places = (sprite.width // width) * (sprite.height // height)
        assert places >= len(points) and sprite.width <= 8192, f"a sprite of {sprite.size}"
    print(f"{embedding.tensor_name}: points {points.shape}, {header.split()}, sprite {sprite.size}")
