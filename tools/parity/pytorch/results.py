"""Results as JSON."""

import json
import platform
from datetime import datetime, timezone
from pathlib import Path

import torch


def write_result(file: Path, result: dict[str, object]) -> None:
    """Whole or not at all: a file that is there is a run that is done."""
    made = {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "versions": f"PyTorch {torch.__version__}, Python {platform.python_version()}",
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".part")
    partial.write_text(json.dumps(result | made))
    partial.replace(file)
