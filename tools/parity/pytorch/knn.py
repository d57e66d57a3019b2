"""Weighted kNN accuracy, the measure of an encoder (arXiv 1805.01978, Section 3.4)."""

import torch
from torch import Tensor

from encoder import Encoder
from images import Images
from settings import Settings


@torch.no_grad()
def knn_top1(encoder: Encoder, images: Images, settings: Settings) -> float:
    """Share of test images that their k nearest training images name rightly, in [0, 1].

    The nearest by the cosine s of the backbone's features, each with a vote of exp(s / temperature); batch norm in
    evaluation mode.
    """
    encoder.eval()
    dtype = encoder.conv1.weight.dtype

    def features(split: Tensor) -> Tensor:
        return torch.cat([encoder.feature(images.normalize(chunk).to(dtype)) for chunk in split.split(256)])

    bank, queries = features(images.train), features(images.test)
    classes = int(images.train_labels.max()) + 1
    right = 0
    for chunk, targets in zip(queries.split(512), images.test_labels.split(512)):
        similarities, neighbors = (chunk @ bank.T).topk(settings.k)
        votes = torch.zeros(len(chunk), classes, dtype=dtype)
        votes.scatter_add_(1, images.train_labels[neighbors], (similarities / settings.knnTemperature).exp())
        right += int((votes.argmax(1) == targets).sum())
    return right / len(images.test)
