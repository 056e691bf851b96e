"""A key on a token of SoftHSM, for programs that run in processes of their own."""

import os
import shutil
import subprocess
from pathlib import Path

PIN = "648219"
MODULE = next(
    (str(path) for place in ("usr/lib", "usr/lib64", "opt/homebrew/lib")
     for path in Path("/", place).glob("**/libsofthsm2.so")), "",
)  # fmt: skip
MISSING = "" if MODULE and shutil.which("softhsm2-util") else "SoftHSM 2 is not here"


def put_on_token(folder: Path, key: bytes) -> dict[str, str]:
    """
    Put a private key (PEM) on a new token `t` under the name `k`; return the environment that finds it.

    A PKCS#11 module is told only once where its tokens lie: whoever uses this is another process.
    """
    (folder / "tokens").mkdir()
    settings, file = folder / "softhsm2.conf", folder / "key.pem"
    settings.write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    file.write_bytes(key)
    environment = {"SOFTHSM2_CONF": str(settings), "TOKEN_PIN": PIN}
    for words in (
        ["--init-token", "--free", "--label", "t", "--so-pin", "12345678"],
        ["--token", "t", "--import", str(file), "--label", "k", "--id", "01"],
    ):
        subprocess.run(
            ["softhsm2-util", *words, "--pin", PIN],  # noqa: S607
            env=os.environ | environment, check=True, capture_output=True,
        )  # fmt: skip
    file.unlink()
    return environment
