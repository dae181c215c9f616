"""Where benchmark results are kept, and what was measured on."""

import json
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PACKAGES = ("openvino", "torch", "sentence-transformers", "faiss-cpu", "tantivy", "sentencex")


def save(name: str, results: dict[str, Any], packages: tuple[str, ...] = PACKAGES) -> Path:
    """Write results/NAME.json: the results, the commit, the date, the processor, the versions."""
    path = HERE / "results" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    about = {
        "commit": _commit(),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "cpu": _cpu(),
        "python": platform.python_version(),
        "versions": {package: metadata.version(package) for package in packages},
    }
    text = json.dumps(about | results, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _commit() -> str:
    command = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else "none"


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.processor()
