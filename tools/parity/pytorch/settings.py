"""What both sides are told, by settings.json of the folder of a comparison."""

import json
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    width: int
    """Base channels of the ResNet-18."""
    featureDim: int
    """D, the size of an embedding."""
    m: int
    """M, the length of a queue."""
    temperature: float
    temperatureN: float
    """Of the term cos n of jaccard-simclr."""
    momentum: float
    """Of the key encoder."""
    batchSize: int
    lr: float
    weightDecay: float
    """L2, added to the gradient."""
    k: int
    """Neighbors that vote in the kNN."""
    knnTemperature: float
    epochs: int
    """Of the trainings from random weights."""


def read_settings(folder: Path) -> Settings:
    """settings.json; its names are those of JSSL's configuration."""
    values = json.loads((folder / "settings.json").read_text())
    return Settings(**{field.name: values[field.name] for field in fields(Settings)})
