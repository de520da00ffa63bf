"""The pytest plugin: every claim, control and rival is an item; the run ends with the table of verdicts.

Items are collected from any test module that declares claims, in any repository.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from theory.claims.claim import Claim, Control
    from theory.decision.verdict import Evidence
    from theory.rates.rate import Rate

_PROPERTY = "theory"
_RESULTS = pytest.StashKey[list[dict[str, Any]]]()


class WrongVerdict(Exception):
    """A claim, control or rival did not get the verdict that the suite asserts."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("theory", "verification of convergence claims")
    group.addoption("--root-seed", type=int, default=0, help="root seed of all claims (default 0)")
    group.addoption("--ledger", default="ledger", help="folder of the ledger, relative to the root directory")
    group.addoption(
        "--depth",
        choices=("quick", "standard", "deep"),
        default="standard",
        help="one cheap claim per verification, all claims, or all with more seeds and longer horizons",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RESULTS] = []
    for name in ("rate", "order", "limit", "identity", "separation", "finite", "instability"):
        config.addinivalue_line("markers", f"{name}: claims of this kind")
    config.addinivalue_line("markers", "control: experiments that must be refuted")
    config.addinivalue_line("markers", "rival: rates that must be refuted")
    # Two processes may meet at one file of the compilation cache, or it cannot be written: then it is compiled again.
    config.addinivalue_line("filterwarnings", "ignore:Error (reading|writing) persistent compilation cache entry")
    config.addinivalue_line("markers", "xdist_group(name): items that share curves run on one worker")


def pytest_pycollect_makeitem(collector: pytest.Module, name: str, obj: object) -> list[pytest.Item] | None:
    module = sys.modules.get("theory.claims.claim")
    if module is None or not isinstance(obj, module.Claim):
        return None
    if obj.source[0].resolve() != collector.path.resolve():
        return []
    from theory.campaigns.depth import Depth, at_depth
    from theory.claims.discover import claims_of
    from theory.simulation.batch import enable_compilation_cache

    enable_compilation_cache()
    chosen = at_depth(claims_of(collector.obj), Depth(collector.config.getoption("--depth")))
    return [item for claim in chosen if claim.name == name for item in _items(collector, claim)]


def _items(parent: pytest.Module, claim: "Claim") -> Iterator[pytest.Item]:
    items: list[_VerdictItem] = [ClaimItem.from_parent(parent, name=claim.name, claim=claim)]
    for control in claim.controls:
        name = f"{claim.name}[control: {control.experiment.__name__}]"
        items.append(ControlItem.from_parent(parent, name=name, claim=claim, control=control))
    for rival in claim.rivals:
        name = f"{claim.name}[rival: {rival}]"
        items.append(RivalItem.from_parent(parent, name=name, claim=claim, rival=rival))
    parent.config.addinivalue_line("markers", f"{claim.field}: claims of this field")
    for item in items:
        item.add_marker(claim.field)
        item.add_marker(claim.kind)
        item.add_marker(pytest.mark.xdist_group(claim.id))
        yield item


class _VerdictItem(pytest.Item):
    """Common part of the three kinds of item."""

    def __init__(self, *, claim: "Claim", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.claim = claim

    @property
    def seed(self) -> int:
        return int(self.config.getoption("--root-seed"))

    def report(self, group: str, entry: dict[str, Any]) -> None:
        text = json.dumps({"claim": self.claim.id, "group": group, "entry": entry})
        self.user_properties.append((_PROPERTY, text))

    def fail(self, title: str, evidence: "Evidence", expected: str, advice: str) -> None:
        from theory.commands.render import explain

        raise WrongVerdict(explain(title, evidence, expected, advice))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from theory.claims.claim import ClaimError
        from theory.decision.curves import CurveError

        if isinstance(excinfo.value, WrongVerdict | ClaimError | CurveError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return (
            self.path,
            self.claim.source[1] - 1,
            f"{self.claim.field}/{self.claim.source[0].stem}/{self.name}",
        )


class ClaimItem(_VerdictItem):
    """The claim itself: its verdict must be the expected one, and it must have teeth."""

    def runtest(self) -> None:
        from theory.campaigns.ledger import record

        start = perf_counter()
        evidence, curves = self.claim.judge(self.seed)
        self.report("claim", record(self.claim, evidence, curves, self.seed, perf_counter() - start))
        if evidence.verdict is not self.claim.expect:
            target = str(self.claim.rate or "the bound")
            self.fail(f"{self.claim.id}: {target}", evidence, self.claim.expect, f"theory show {self.claim.id}")
        if not self.claim.has_teeth:
            raise WrongVerdict(f"{self.claim.id}: has neither a control nor a rival: a check that cannot fail")


class ControlItem(_VerdictItem):
    """A changed experiment, which must be refuted."""

    def __init__(self, *, control: "Control", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.control = control
        self.add_marker("control")

    def runtest(self) -> None:
        from theory.campaigns.ledger import part

        start = perf_counter()
        evidence, curves = self.control.judge(self.seed)
        entry = part(self.control.name, evidence, perf_counter() - start, self.claim, curves)
        self.report("controls", entry)
        if evidence.verdict != "REFUTED":
            advice = "whether the control really breaks the claim, or the data are too short to show it"
            self.fail(f"{self.control.id}: {self.control.name}", evidence, "REFUTED", advice)


class RivalItem(_VerdictItem):
    """A neighbouring rate, which the claim's own curves must refute."""

    def __init__(self, *, rival: "Rate", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rival = rival
        self.add_marker("rival")

    def runtest(self) -> None:
        from theory.campaigns.ledger import part

        self.claim.measure(self.seed).curves(self.claim.seeds)
        start = perf_counter()
        evidence = self.claim.judge_rival(self.rival, self.seed)
        self.report("rivals", part(str(self.rival), evidence, perf_counter() - start, self.claim))
        if evidence.verdict != "REFUTED":
            advice = "a wider range of the variable; an upper claim is refuted only by slower curves (use Θ otherwise)"
            self.fail(f"{self.claim.id}, rival {self.rival}", evidence, "REFUTED", advice)


class _Collector:
    """Gathers what the items report, in the controlling process."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            found = [json.loads(str(text)) for name, text in report.user_properties if name == _PROPERTY]
            self.config.stash[_RESULTS].extend(found)


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(_Collector(session.config))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    results = config.stash[_RESULTS]
    if not results:
        return
    from theory.campaigns.depth import Depth
    from theory.campaigns.ledger import save, shelf
    from theory.commands.render import to_text, verdict_table

    records = _assemble(results)
    folder = shelf(config.rootpath / config.getoption("--ledger"), Depth(config.getoption("--depth")))
    save(folder, records)
    if records:
        terminalreporter.section("verdicts")
        width, color = terminalreporter._tw.fullwidth, terminalreporter._tw.hasmarkup
        terminalreporter.write(to_text([verdict_table(records)], max(width, 160), color))
        terminalreporter.line(f"ledger: {folder}")


def _assemble(results: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    from theory.campaigns.ledger import merge

    everything = list(results)
    records = [result["entry"] for result in everything if result["group"] == "claim"]
    parts = [(r["claim"], (r["group"], r["entry"])) for r in everything if r["group"] != "claim"]
    merged = [merge(entry, [new for claim, new in parts if claim == entry["claim"]]) for entry in records]
    return sorted(merged, key=lambda entry: str(entry["claim"]))
