"""Compiler options: known ones are given, others left out."""

from theory.simulation import compiler


def test_options_that_the_compiler_does_not_know_are_left_out() -> None:
    assert compiler.accepted("xla_no_such_option", True) == {}


def test_this_compiler_knows_them_all() -> None:
    assert len(compiler.hasty()) == 1
    assert len(compiler.wide()) == 1
