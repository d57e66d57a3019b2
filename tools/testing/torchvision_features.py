"""Features of an exported encoder by torchvision, as its README tells, and by onnxruntime.

Runs in a folder that tools/testing/torchvision.mjs has made.
"""
import re

import onnxruntime
import torch
from safetensors.torch import load_file, save_file

torch.manual_seed(0)
images = load_file("images.safetensors")["images"]
code = re.search(r"```python\n(.*?)```", open("README.md").read(), re.S).group(1)
scope = {"images": images}
with torch.no_grad():
    exec(code, scope)
    feature, encoder = scope["feature"], scope["encoder"]
    session = onnxruntime.InferenceSession("encoder.onnx")
    (onnx_feature,) = session.run(["feature"], {"images": images.numpy()})
    # The same network with torchvision's random first values, and statistics of some batches.
    for module in encoder.modules():
        if hasattr(module, "reset_parameters"):
            module.reset_parameters()
    encoder.train()
    for _ in range(3):
        encoder(torch.rand_like(images))
    own_feature = encoder.eval()((images - scope["mean"]) / scope["std"])
own = {name: value.contiguous() for name, value in encoder.state_dict().items() if value.ndim > 0}
save_file(own, "torchvision.safetensors")
save_file(
    {"feature": feature, "own_feature": own_feature, "onnx_feature": torch.from_numpy(onnx_feature)}, "theirs.safetensors"
)
