"""Running methods on problems: checkpoints, seeds and settings in one program, many digits, worst cases."""

from theory.simulation.erf_inv import vectorise
from theory.simulation.threefry import unroll

unroll()
vectorise()
