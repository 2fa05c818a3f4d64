"""onnxruntime, without the statistics that its builds for Linux and macOS send to Microsoft; the scripts here import it from nowhere else."""

import os

# Read at the import: no upload, and no files in the home and temporary folders (https://github.com/microsoft/onnxruntime/pull/27379).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime  # noqa: E402

__all__ = ["onnxruntime"]
