"""PyTorch's side of the comparison from the same weights on the same batches.

Usage: python trace.py FOLDER METHOD VARIATION [STEPS]
FOLDER holds what jssl-exchange.mjs wrote. Writes FOLDER/trace/METHOD/VARIATION.json: the loss of each step, and after
the last the kNN accuracy (without STEPS, which ends it early).
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from encoder import Encoder, load_weights
from images import read_images
from knn import knn_top1
from methods import create_method
from results import write_result
from settings import read_settings
from variation import VARIATIONS

folder, method_name, variation_name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
limit = int(sys.argv[4]) if len(sys.argv) > 4 else None
exchange = folder / "exchange"
settings, variation = read_settings(folder), VARIATIONS[variation_name]
torch.set_num_threads(1)

views = np.load(exchange / "views.npy", mmap_mode="r")  # [steps, 2, N, H, W, C]
permutations = np.load(exchange / "permutations.npy")  # [steps, N]

encoder = Encoder(views.shape[-1], settings.width, settings.featureDim)
load_weights(encoder, exchange / "encoder.safetensors")
encoder.to(dtype=variation.dtype, memory_format=variation.memory_format)
for module in encoder.modules():
    if isinstance(module, (torch.nn.BatchNorm1d, torch.nn.BatchNorm2d)):
        module.eps = variation.batch_norm_epsilon
queues = load_file(exchange / "queues.safetensors")
method = create_method(
    method_name, encoder, settings, variation, (queues["p"].to(variation.dtype), queues["n"].to(variation.dtype))
)

losses = []
encoder.train()
for pair, permutation in zip(views[:limit], permutations):
    first, second = (
        torch.from_numpy(view.copy()).permute(0, 3, 1, 2).to(variation.dtype, memory_format=variation.memory_format)
        for view in pair
    )
    losses.append(method.step(first, second, torch.from_numpy(permutation).long()))
result: dict[str, object] = {"losses": losses}
if limit is None:
    result["knn"] = knn_top1(encoder, read_images(folder), settings)
write_result(folder / "trace" / method_name / f"{variation_name}.json", result)
