"""PyTorch's side of the comparison from random weights: its own first values, order and views.

Usage: python train.py FOLDER METHOD SEED
Reads the images in FOLDER/data; writes FOLDER/random/METHOD/pytorch-SEED.json: the mean loss of each epoch and the
kNN accuracy after the last.
"""

import random
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

from encoder import Encoder
from images import read_images
from knn import knn_top1
from methods import create_method
from results import write_result
from settings import read_settings
from variation import Variation
from views import random_views

folder, method_name, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
settings, images = read_settings(folder), read_images(folder)
torch.set_num_threads(1)
torch.manual_seed(seed)
random.seed(seed)

encoder = Encoder(images.train.shape[1], settings.width, settings.featureDim)
p, n = (F.normalize(torch.randn(settings.m, settings.featureDim), dim=1) for _ in range(2))
method = create_method(method_name, encoder, settings, Variation(), (p, n))

epochs = []
encoder.train()
for _ in range(settings.epochs):
    losses = []
    for batch in torch.randperm(len(images.train)).split(settings.batchSize):
        if len(batch) < settings.batchSize:
            continue  # a last incomplete one
        first, second = (random_views(images.train[batch], images) for _ in range(2))
        losses.append(method.step(first, second, torch.randperm(settings.batchSize)))
    epochs.append(sum(losses) / len(losses))
write_result(
    folder / "random" / method_name / f"pytorch-{seed}.json",
    {"losses": epochs, "knn": knn_top1(encoder, images, settings)},
)
