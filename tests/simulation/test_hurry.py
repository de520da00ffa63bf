"""Compiler options of hasty programs."""

import pytest

from theory.simulation import hurry


def test_options_that_the_compiler_does_not_know_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hurry, "_OPTIONS", {"xla_no_such_option": True})
    assert hurry.hurry.__wrapped__() == {}
