"""The OpenAI back end against real model servers, started here with the embedded model's weights.

Tried against ``transformers serve`` of transformers 5.23, which passes over the schema that it is sent and answers one
question after the other, and against the server of llama.cpp as xllamacpp 2026.10 ships it, which decodes under the
schema and lets a small model repeat itself for as long as it likes. The first comes with the extra ``dev``; the second
is used where xllamacpp is installed.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.request import urlopen

import pytest

from critic.causal.smollm2 import SMOLLM2
from critic.fields import Field
from critic.weights import obtain
from ie_pipeline.generators.base import Answer, Request
from ie_pipeline.generators.openai import OpenAIGenerator
from ie_pipeline.generators.weights import generator_dir

pytestmark = pytest.mark.weights

START_S = 50
FIELDS = (
    Field(("governing_law",), description="The place whose law governs the contract."),
    Field(("parties", "*"), description="Names of the parties."),
)
PASSAGE = "This Agreement is made between Acme Inc. and Beta LLC. It is governed by the laws of Delaware."

LLAMA_CPP = """\
import sys, threading
import xllamacpp
settings = xllamacpp.CommonParams()
settings.model.path, settings.port = sys.argv[1], int(sys.argv[2])
settings.hostnames, settings.n_ctx, settings.n_parallel, settings.warmup = ["127.0.0.1"], 2048, 1, False
for threads in (settings.cpuparams, settings.cpuparams_batch):
    threads.n_threads = 1  # several would wait for one another on a busy machine
server = xllamacpp.Server(settings)
threading.Event().wait()
"""


def serve(launch: list[str], log: Path) -> Iterator[str]:
    """Start a server whose last argument is its port, yield its address once it is up, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, *launch, str(port)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output, env=environment) as server:
        try:
            await_health(f"http://127.0.0.1:{port}/health", server, log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.kill()


def await_health(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server answers; fail with what it printed where it does not."""
    give_up = time.monotonic() + START_S
    while server.poll() is None and time.monotonic() < give_up:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - an address of this machine
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"no server within {START_S} s:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture
def transformers_serve(tmp_path: Path) -> Iterator[str]:
    """Start ``transformers serve``."""
    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        pytest.skip("transformers serve needs fastapi and uvicorn, of the extra `dev`")
    arguments = [str(generator_dir()), "--device", "cpu", "--host", "127.0.0.1", "--port"]
    yield from serve(["-m", "transformers.cli.transformers", "serve", *arguments], tmp_path / "log.txt")


@pytest.fixture
def llama_cpp(tmp_path: Path) -> Iterator[str]:
    """Start the server of llama.cpp."""
    if find_spec("xllamacpp") is None:
        pytest.skip("the server of llama.cpp is started from the package xllamacpp, which is not installed")
    (name,) = SMOLLM2.files
    yield from serve(["-c", LLAMA_CPP, str(obtain(SMOLLM2) / name)], tmp_path / "log.txt")


def ask(model: str, address: str) -> Answer:
    """Ask a server for the facts of one passage."""
    generator = OpenAIGenerator(model, base_url=address, max_attempts=1, timeout_s=50)
    (answer,) = generator.generate([Request("doc", PASSAGE, 0, FIELDS)])
    return answer


def test_transformers_serve(transformers_serve: str) -> None:
    """The server replies and counts tokens; so small a model, left to itself, may answer with something else."""
    answer = ask(str(generator_dir()), transformers_serve)
    assert answer.usage.prompt_tokens > 100
    assert answer.usage.completion_tokens > 0
    assert answer.data or "the answer" in (answer.error or "")


def test_the_server_of_llama_cpp(llama_cpp: str) -> None:
    """The server heeds the schema, so that even a model that is no extractor answers in its shape at once."""
    answer = ask("smollm2", llama_cpp)
    assert answer.error is None
    assert answer.usage.calls == 1
    assert {"Acme Inc.", "Beta LLC"} <= set(answer.data["parties"])
