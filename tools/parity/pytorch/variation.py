"""How a run of PyTorch differs from plain float32: in its arithmetic alone, or by a mistake made on purpose."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Variation:
    dtype: torch.dtype = torch.float32
    memory_format: torch.memory_format = torch.contiguous_format
    adam_epsilon: float = 1e-8
    batch_norm_epsilon: float = 1e-5
    keys_follow_late: bool = False
    """The momentum update takes the weights from before the optimizer's step."""


VARIATIONS = {
    "float32": Variation(),
    # The same numbers summed in another order.
    "float32-channels-last": Variation(memory_format=torch.channels_last),
    # What float32 is measured by.
    "float64": Variation(dtype=torch.float64),
    # Mistakes that a port makes easily; the first two are TensorFlow.js's defaults.
    "mistake-adam-epsilon": Variation(adam_epsilon=1e-7),
    "mistake-batch-norm-epsilon": Variation(batch_norm_epsilon=1e-3),
    "mistake-late-keys": Variation(keys_follow_late=True),
}
