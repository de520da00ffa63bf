"""Code in a process of its own, where what is measured depends on how Python starts."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def printed(code: str, **environment: str) -> str:
    """What the code prints, with more variables in its environment."""
    command, given = [sys.executable, "-c", code], os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True, check=True).stdout
