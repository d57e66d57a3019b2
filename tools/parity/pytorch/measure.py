"""PyTorch's kNN accuracy of an encoder that JSSL trained.

Usage: python measure.py FOLDER METHOD NAME
Reads FOLDER/trace/METHOD/NAME.safetensors, writes FOLDER/trace/METHOD/NAME-measured.json.
"""

import sys
from pathlib import Path

import torch

from encoder import Encoder, load_weights
from images import read_images
from knn import knn_top1
from results import write_result
from settings import read_settings

folder, method, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
settings, images = read_settings(folder), read_images(folder)
torch.set_num_threads(1)
encoder = Encoder(images.train.shape[1], settings.width, settings.featureDim)
load_weights(encoder, folder / "trace" / method / f"{name}.safetensors")
write_result(folder / "trace" / method / f"{name}-measured.json", {"knn": knn_top1(encoder, images, settings)})
