"""The ledger: every claim's latest verdict with its evidence, one JSON file per claim, replaced atomically."""

import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from theory.campaigns.depth import Depth
from theory.campaigns.fingerprint import fingerprint, versions
from theory.claims.claim import Claim
from theory.decision.curves import Curves
from theory.decision.mode import replicates
from theory.decision.verdict import Evidence

Record = dict[str, Any]


def record(claim: Claim, evidence: Evidence, curves: Curves, seed: int, seconds: float) -> Record:
    """The claim's own part of its record; controls and rivals are added by :func:`merge`."""
    return {
        "claim": claim.id,
        "statement": claim.statement,
        "about": claim.about,
        "paper": claim.paper.key,
        "citation": claim.paper.short(),
        "bibtex": claim.paper.bibtex,
        "theorem": claim.theorem,
        "field": claim.field,
        "kind": claim.kind,
        "mode": claim.mode.name,
        "quantity": claim.quantity,
        "rate": str(claim.rate) if claim.rate else None,
        "expected": str(claim.expect),
        "finding": claim.finding,
        **evidence_record(evidence),
        "controls": [],
        "rivals": [],
        "seconds": round(seconds, 3),
        "seed": seed,
        "seeds": curves.seeds,
        "versions": versions(),
        "fingerprint": fingerprint(claim, seed),
        "curves": summarise(claim, curves),
    }


def part(name: str, evidence: Evidence, seconds: float, claim: Claim, curves: Curves | None = None) -> Record:
    """What a control or rival adds to the record of its claim."""
    drawn = {} if curves is None else {"curves": summarise(claim, curves)}
    return {"name": name, **evidence_record(evidence), "seconds": round(seconds, 3), **drawn}


def evidence_record(evidence: Evidence) -> Record:
    """Verdict and evidence as plain data."""
    return {
        "verdict": str(evidence.verdict),
        "exponents": [
            {
                "name": e.name,
                "claimed": e.claimed,
                "fitted": e.fitted,
                "interval": list(e.interval),
                "resolution": e.resolution,
                "verdict": str(e.verdict),
            }
            for e in evidence.exponents
        ],
        "bound_ratio": _finite(evidence.bound_ratio),
        "resolution": evidence.resolution,
        "notes": list(evidence.notes),
    }


def _finite(number: float | None) -> float | str | None:
    return number if number is None or np.isfinite(number) else str(number)


def summarise(claim: Claim, curves: Curves) -> Record:
    """The statistic over seeds with a 95% band, on the claim's grid: all that a figure needs."""
    center = claim.mode.reduce(curves.errors)
    resampled = replicates(claim.mode, curves.errors, np.random.default_rng(0))
    low, high = (
        (center, center) if resampled is None else np.quantile(resampled, [0.025, 0.975], axis=0, method="nearest")
    )
    limit = None
    if claim.bound is not None:
        from theory.decision.bound import evaluate_bound

        limit = evaluate_bound(curves, claim.bound)
    return {
        "axes": {name: np.asarray(values).tolist() for name, values in curves.axes.items()},
        "horizon": curves.horizon,
        **{
            name: _rounded(values)
            for name, values in {"center": center, "low": low, "high": high, "bound": limit}.items()
            if values is not None
        },
    }


def _rounded(values: np.ndarray) -> Any:
    """Six significant digits as nested lists; infinities, which JSON lacks, as None."""
    flat = [float(f"{v:.6g}") if np.isfinite(v) else None for v in np.ravel(values)]
    return np.array(flat, dtype=object).reshape(np.shape(values)).tolist()


def write_json(path: Path, data: Any) -> None:
    """Write a JSON file in one step: a reader, or an interruption, sees the old file or the new one."""
    write_text(path, json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file in one step: a reader, or an interruption, sees the old file or the new one."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file in one step: a reader, or an interruption, sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}.part")
    try:
        with temporary.open("xb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def save(folder: Path, records: Iterable[Record]) -> None:
    """Replace the records of these claims in a ledger folder; other claims' records stay."""
    for entry in records:
        write_json(folder / f"{entry['claim']}.json", entry)


def load(folder: Path) -> list[Record]:
    """All records of a ledger folder, by claim."""
    entries = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*/*/*.json"))]
    return sorted(entries, key=lambda entry: str(entry["claim"]))


def current(folder: Path, claim: Claim, seed: int) -> Record | None:
    """The whole record of a claim under a root seed, if the ledger has it and nothing that it depends on changed."""
    path = folder / f"{claim.id}.json"
    if not path.exists():
        return None
    entry: Record = json.loads(path.read_text(encoding="utf-8"))
    there = [[part["name"] for part in entry[group]] for group in ("controls", "rivals")]
    wanted = [[control.name for control in claim.controls], [str(rival) for rival in claim.rivals]]
    whole = all(set(names) == set(asked) for names, asked in zip(there, wanted, strict=True))
    return entry if whole and entry.get("fingerprint") == fingerprint(claim, seed) else None


def shelf(folder: Path, depth: Depth, seed: int | None = None) -> Path:
    """Where records are kept that are not those of an ordinary run: of deep claims, and of one root seed of several."""
    deep = folder / "deep" if depth is Depth.DEEP else folder
    return deep if seed is None else deep / f"seed-{seed}"


def merge(entry: Record, parts: Iterable[tuple[str, Record]]) -> Record:
    """A record with new parts (``"controls"`` or ``"rivals"``, part) in place of older ones of the same name."""
    merged = dict(entry)
    for group, new in parts:
        merged[group] = [old for old in merged[group] if old["name"] != new["name"]] + [new]
        merged["seconds"] = round(merged["seconds"] + new["seconds"], 3)
    return merged


def without_curves(entry: Record) -> Record:
    """A record reduced to verdicts and evidence."""
    slim = {key: value for key, value in entry.items() if key != "curves"}
    for group in ("controls", "rivals"):
        slim[group] = [{k: v for k, v in item.items() if k != "curves"} for item in entry[group]]
    return slim


def holds(entry: Record) -> bool:
    """Whether the claim got the verdict that the suite asserts, and everything that must be refuted was."""
    parts = entry["controls"] + entry["rivals"]
    return bool(parts) and entry["verdict"] == entry["expected"] and all(p["verdict"] == "REFUTED" for p in parts)
