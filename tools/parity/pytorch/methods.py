"""The four methods: one step of each on two views of a batch."""

import copy
from typing import Protocol

import torch
from torch import Tensor

from encoder import Encoder
from losses import info_nce, jaccard_moco, jaccard_simclr, nt_xent, queue_cosines
from settings import Settings
from variation import Variation


class Method(Protocol):
    def step(self, first: Tensor, second: Tensor, permutation: Tensor) -> float:
        """Learns from two views [N, C, H, W] of the same images; the loss from before it did."""


def new_optimizer(encoder: Encoder, settings: Settings, variation: Variation) -> torch.optim.Adam:
    """Adam (arXiv 1412.6980, Algorithm 1) with L2 weight decay; a head without gradient stays as it is."""
    return torch.optim.Adam(
        encoder.parameters(), lr=settings.lr, eps=variation.adam_epsilon, weight_decay=settings.weightDecay
    )


class MomentumContrast:
    """moco and jaccard-moco (arXiv 1911.05722, Algorithm 1): queries against keys and a queue of earlier keys."""

    def __init__(
        self, name: str, encoder: Encoder, settings: Settings, variation: Variation, queues: tuple[Tensor, Tensor]
    ) -> None:
        """`queues` [M, D] of p and of n are the random unit rows to begin with."""
        self.name, self.settings, self.variation = name, settings, variation
        self.query = encoder
        self.key = copy.deepcopy(encoder).requires_grad_(False)
        self.queues = [queue.clone() for queue in queues]
        self.oldest = 0
        self.optimizer = new_optimizer(encoder, settings, variation)

    def step(self, first: Tensor, second: Tensor, permutation: Tensor) -> float:
        keys = self.encode_keys(second, permutation)
        loss = self.loss(self.query(first), keys)
        self.optimizer.zero_grad()
        loss.backward()
        if self.variation.keys_follow_late:
            self.follow()
            self.optimizer.step()
        else:
            self.optimizer.step()
            self.follow()
        self.enqueue(keys)
        return loss.item()

    @torch.no_grad()
    def encode_keys(self, images: Tensor, permutation: Tensor) -> tuple[Tensor, Tensor]:
        """Shuffled, in training mode, and put back (Section 3.3); in one group that changes nothing but rounding."""
        p, n = self.key(images[permutation])
        back = torch.argsort(permutation)
        return p[back], n[back]

    def loss(self, query: tuple[Tensor, Tensor], keys: tuple[Tensor, Tensor]) -> Tensor:
        cos_p, cos_n = (queue_cosines(*head) for head in zip(query, keys, self.queues))
        if self.name == "moco":
            return info_nce(cos_p, self.settings.temperature)
        return jaccard_moco(cos_p, cos_n, self.settings.temperature)

    @torch.no_grad()
    def follow(self) -> None:
        """Parameters alone, m * key + (1 - m) * query (Eq. 2); batch-norm statistics are the key encoder's own."""
        momentum = self.settings.momentum
        for key, query in zip(self.key.parameters(), self.query.parameters(), strict=True):
            key.mul_(momentum).add_(query, alpha=1 - momentum)

    def enqueue(self, keys: tuple[Tensor, Tensor]) -> None:
        """Over the oldest rows; M is a multiple of N."""
        end = self.oldest + len(keys[0])
        for queue, rows in zip(self.queues, keys):
            queue[self.oldest : end] = rows
        self.oldest = end % self.settings.m


class BatchContrast:
    """simclr and jaccard-simclr (arXiv 2002.05709, Algorithm 1): each image against the others of its batch."""

    def __init__(self, name: str, encoder: Encoder, settings: Settings, variation: Variation) -> None:
        self.name, self.settings = name, settings
        self.encoder = encoder
        self.optimizer = new_optimizer(encoder, settings, variation)

    def step(self, first: Tensor, second: Tensor, permutation: Tensor) -> float:
        """Each view in a pass, with batch-norm statistics, of its own; nothing is permuted."""
        views = self.encoder(first), self.encoder(second)
        p, n = (torch.cat(head) for head in zip(*views))  # [2N, D]
        loss = self.loss(p @ p.T, n @ n.T)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def loss(self, cos_p: Tensor, cos_n: Tensor) -> Tensor:
        if self.name == "simclr":
            return nt_xent(cos_p, self.settings.temperature)
        return jaccard_simclr(cos_p, cos_n, self.settings.temperature, self.settings.temperatureN)


def create_method(
    name: str, encoder: Encoder, settings: Settings, variation: Variation, queues: tuple[Tensor, Tensor]
) -> Method:
    if name in ("moco", "jaccard-moco"):
        return MomentumContrast(name, encoder, settings, variation, queues)
    if name in ("simclr", "jaccard-simclr"):
        return BatchContrast(name, encoder, settings, variation)
    raise ValueError(f"create_method: name must be moco, jaccard-moco, simclr or jaccard-simclr, got {name}")
