"""Error curves of one solver, gradient descent in NumPy, by benchopt and here: seconds per curve.

benchopt runs the solver anew for every point of a curve unless the solver calls back; here it does call back. Both
sides pay for their start: importing, and compiling here.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd

ROOT = Path(__file__).parents[2]
CURVES = 8
FILES = {
    "objective.py": """
import numpy as np
from benchopt import BaseObjective
from benchopt.stopping_criterion import NoCriterion

class Objective(BaseObjective):
    name = "Logistic regression"

    def set_data(self, features):
        self.features = features

    def evaluate_result(self, x):
        return np.logaddexp(0, -self.features @ x).mean()

    def get_one_result(self):
        return dict(x=np.zeros(self.features.shape[1]))

    def get_objective(self):
        return dict(features=self.features)
""",
    "datasets/simulated.py": """
import numpy as np
from benchopt import BaseDataset

class Dataset(BaseDataset):
    name = "simulated"
    parameters = {"seed": list(range(CURVES))}

    def get_data(self):
        return dict(features=np.random.default_rng(self.seed).normal(size=(500, 50)))
""",
    "solvers/descent.py": """
import numpy as np
from benchopt import BaseSolver
from benchopt.stopping_criterion import NoCriterion

class Solver(BaseSolver):
    name = "gradient descent"
    sampling_strategy = "callback"
    stopping_criterion = NoCriterion(strategy="callback")

    def set_objective(self, features):
        self.features = features

    def run(self, callback):
        self.x = np.zeros(self.features.shape[1])
        while callback():
            p = 1 / (1 + np.exp(self.features @ self.x))
            self.x += self.features.T @ p / len(p)

    def get_result(self):
        return dict(x=self.x)
""",
}
HERE = """
import jax, jax.numpy as jnp
from benchmarks.cost.experiments import *
from theory.simulation.batch import run_batched

def curve(key, T):
    problem = LogisticRegression(jax.random.normal(key, (500, 50)), jnp.zeros(()))
    return simulate(GradientDescent(1.0), problem, jnp.zeros(50), T, metric=lambda problem, x: problem.value(x))

run_batched(curve, jax.random.split(jax.random.key(0), CURVES), {"T": checkpoints(STEPS, 30)})
"""


def processor_seconds(command: list[str], folder: Path) -> float:
    """Seconds of a process and its children."""

    def used() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before = used()
    subprocess.run(command, cwd=folder, env=os.environ, check=True, capture_output=True)
    return used() - before


def benchopt() -> dict[str, Any]:
    """Seconds per curve, each over as many data sets."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, text in FILES.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text.replace("CURVES", str(CURVES)))
        command = [str(Path(sys.executable).parent / "benchopt"), "run", ".", "-n", "30", "--no-plot", "--no-html"]
        theirs = processor_seconds([*command, "--no-cache", "--output", "curves"], folder)
        [found] = folder.glob("outputs/*.parquet")
        table = pd.read_parquet(found)
    steps = int(table["stop_val"].max())
    code = HERE.replace("CURVES", str(CURVES)).replace("STEPS", str(steps))
    ours = processor_seconds([sys.executable, "-c", code], ROOT)
    return {
        "curves": int(table["dataset_name"].nunique()),
        "steps": steps,
        "points": int(table["stop_val"].nunique()),
        "benchopt seconds per curve": theirs / CURVES,
        "seconds per curve here": ours / CURVES,
    }
