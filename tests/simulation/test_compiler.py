"""Compiler options: known ones are given, others left out."""

import pytest

from theory.simulation import compiler


def test_options_that_the_compiler_does_not_know_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "_HASTY", {"xla_no_such_option": True})
    assert compiler.hasty() == {}


def test_this_compiler_knows_them_all() -> None:
    assert len(compiler.hasty()) == 1
    assert len(compiler.wide()) == 1
