"""The losses of the four methods, from the formulas.

N images, M negatives of a queue, D numbers of an embedding; embeddings are unit rows [N, D].
"""

import torch
import torch.nn.functional as F
from torch import Tensor

WEIGHTS = (0.8, 0.1, 0.1)
"""Of the cross entropies over J, cos p and cos n (the code of arXiv 2202.12921)."""


def jaccard(cos_p: Tensor, cos_n: Tensor) -> Tensor:
    """J = s / (s + d), s = 1 + cos p, d = 2 - 2 cos n (arXiv 2202.12921); 0/0 does not come up here."""
    s, d = 1 + cos_p, 2 - 2 * cos_n
    return s / (s + d)


def queue_cosines(query: Tensor, key: Tensor, queue: Tensor) -> Tensor:
    """Cosines with the own key, then with the queue [M, D]: [N, 1 + M] (arXiv 1911.05722, Algorithm 1)."""
    return torch.cat([(query * key).sum(1, keepdim=True), query @ queue.T], 1)


def info_nce(similarities: Tensor, temperature: float) -> Tensor:
    """Cross entropy of picking column 0 of [N, 1 + M] (arXiv 1911.05722, Eq. 1)."""
    return F.cross_entropy(similarities / temperature, torch.zeros(len(similarities), dtype=torch.long))


def nt_xent(similarities: Tensor, temperature: float) -> Tensor:
    """Cross entropy of picking row i's other view, i +- N, among the 2N - 1 others of [2N, 2N].

    arXiv 2002.05709, Eq. 1.
    """
    rows = len(similarities)
    others = similarities.masked_fill(torch.eye(rows, dtype=torch.bool), -torch.inf)
    return F.cross_entropy(others / temperature, (torch.arange(rows) + rows // 2) % rows)


def weighted(terms: tuple[Tensor, Tensor, Tensor]) -> Tensor:
    return sum(weight * term for weight, term in zip(WEIGHTS, terms))


def jaccard_moco(cos_p: Tensor, cos_n: Tensor, temperature: float) -> Tensor:
    """From the cosines [N, 1 + M] of both heads."""
    similarities = (jaccard(cos_p, cos_n), cos_p, cos_n)
    return weighted(tuple(info_nce(one, temperature) for one in similarities))


def jaccard_simclr(cos_p: Tensor, cos_n: Tensor, temperature: float, temperature_n: float) -> Tensor:
    """From the cosines [2N, 2N] of both heads."""
    return weighted(
        (nt_xent(jaccard(cos_p, cos_n), temperature), nt_xent(cos_p, temperature), nt_xent(cos_n, temperature_n))
    )
