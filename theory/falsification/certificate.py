"""Certificates: the instance that was found, in full precision, with all that is needed to doubt it."""

import dataclasses
import functools
import inspect
import json
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from theory.campaigns.fingerprint import versions
from theory.campaigns.ledger import evidence_record, write_json
from theory.claims.claim import Challenge, Claim
from theory.decision.verdict import CONFIRMED
from theory.falsification import families
from theory.falsification.falsify import Falsification
from theory.falsification.families import Families


def save(path: Path, found: Falsification) -> None:
    """Write the worst instance with its curve, assumptions and effort as JSON; numbers survive the way back exactly."""
    effort = found.effort
    write_json(
        path,
        {
            "verdict": "REFUTED" if found.refuted else "no counterexample found",
            "ratio": _plain(found.ratio),
            "horizon": found.horizon,
            "T": found.T.tolist(),
            "error": _plain(found.curve),
            "largest_error_found": _plain(found.envelope),
            "bound": _plain(found.limit),
            "rate": None if found.evidence is None else evidence_record(found.evidence),
            "violations": {name: _plain(value) for name, value in found.violations.items()},
            "effort": {
                "restarts": effort.restarts,
                "steps": effort.steps,
                "evaluations": effort.evaluations,
                "seconds": round(effort.seconds, 3),
            },
            "instance": [
                {"name": jax.tree_util.keystr(path, simple=True, separator="."), "value": np.asarray(leaf).tolist()}
                for path, leaf in jax.tree_util.tree_leaves_with_path(found.instance)
            ],
            "versions": versions(),
        },
    )


def load_instance(path: Path, family: Families) -> Any:
    """The instance of a certificate, as a member of the family that was searched.

    Raises:
        ValueError: the family has other arrays than the certificate.
    """
    skeleton = families.instance(family, families.sample(family, jax.random.key(0)))
    named, structure = jax.tree_util.tree_flatten_with_path(skeleton)
    saved = json.loads(path.read_text(encoding="utf-8"))["instance"]
    arrays = [jnp.asarray(entry["value"]) for entry in saved]
    names = [jax.tree_util.keystr(key, simple=True, separator=".") for key, _ in named]
    shapes = [np.shape(leaf) for _, leaf in named]
    if [entry["name"] for entry in saved] != names or [array.shape for array in arrays] != shapes:
        held = ", ".join(f"{entry['name']} {array.shape}" for entry, array in zip(saved, arrays, strict=True))
        made = ", ".join(f"{name} {shape}" for name, shape in zip(names, shapes, strict=True))
        raise ValueError(f"{path} holds {held}; the family makes {made}: load it with the family that was searched")
    return jax.tree.unflatten(structure, arrays)


def freeze(challenge: Challenge, path: Path) -> Claim:
    """The claim that was challenged, with the instance of a certificate in the place of its own.

    It is expected to be CONFIRMED, and has neither controls nor families. Kept in a variable of a verification, it is
    run with the other claims.

    Raises:
        ValueError: the family depends on the claim's variables, so that one instance does not serve for all of their
            values, or has other arrays than the certificate.
    """
    if callable(challenge.family):
        raise ValueError(f"{challenge.id}: the family depends on the claim's variables; one instance cannot replace it")
    instance = load_instance(path, challenge.family)

    @functools.wraps(challenge.experiment)
    def experiment(key: Any, **variables: Any) -> Any:
        return challenge.experiment(instance, **variables, **({"key": key} if challenge.random else {}))

    claim = challenge.claim
    experiment.__doc__ = claim.experiment.__doc__
    experiment.__signature__ = inspect.signature(claim.experiment)  # type: ignore[attr-defined]
    return dataclasses.replace(
        claim, experiment=experiment, expect=CONFIRMED, finding=None, controls=[], families=[], _measured={}
    )


def _plain(numbers: Any) -> Any:
    """Numbers as JSON has them: infinities become text."""
    if numbers is None:
        return None
    flat = [float(v) if np.isfinite(v) else str(float(v)) for v in np.ravel(numbers)]
    return flat if np.ndim(numbers) else flat[0]
