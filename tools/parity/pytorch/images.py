"""The images that both sides train on and are measured by, as JSSL wrote them."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor


@dataclass(frozen=True)
class Images:
    train: Tensor
    """[B, C, H, W] in [0, 1]"""
    train_labels: Tensor
    """[B]"""
    test: Tensor
    test_labels: Tensor
    mean: Tensor
    """[C, 1, 1], of all training images of the set, not of these alone"""
    std: Tensor

    def normalize(self, images: Tensor) -> Tensor:
        return (images - self.mean) / self.std


def read_images(folder: Path) -> Images:
    def pixels(split: str) -> Tensor:
        array = np.load(folder / "data" / f"{split}-images.npy")  # uint8 [B, H, W, C]
        return torch.from_numpy(array).permute(0, 3, 1, 2).contiguous().float() / 255

    def labels(split: str) -> Tensor:
        return torch.from_numpy(np.load(folder / "data" / f"{split}-labels.npy")).long()

    moments = json.loads((folder / "data" / "moments.json").read_text())
    mean, std = (torch.tensor(moments[name]).reshape(-1, 1, 1) for name in ("mean", "std"))
    return Images(pixels("train"), labels("train"), pixels("test"), labels("test"), mean, std)
