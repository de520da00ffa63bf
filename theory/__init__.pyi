"""The public names. Each is imported on first use; type checkers and editors read them here."""

from .claims.claim import Claim as Claim
from .claims.claim import ClaimError as ClaimError
from .claims.claim import Control as Control
from .claims.claim import claim as claim
from .claims.paper import Paper as Paper
from .claims.paper import cite as cite
from .decision.axes import even_steps as even_steps
from .decision.axes import geomspace as geomspace
from .decision.axes import grid as grid
from .decision.axes import sizes as sizes
from .decision.axes import steps as steps
from .decision.checks import check as check
from .decision.curves import CurveError as CurveError
from .decision.curves import Curves as Curves
from .decision.mode import Deterministic as Deterministic
from .decision.mode import Distribution as Distribution
from .decision.mode import Expectation as Expectation
from .decision.mode import Quantile as Quantile
from .decision.mode import WorstCase as WorstCase
from .decision.verdict import CONFIRMED as CONFIRMED
from .decision.verdict import CONSISTENT as CONSISTENT
from .decision.verdict import INCONCLUSIVE as INCONCLUSIVE
from .decision.verdict import REFUTED as REFUTED
from .decision.verdict import Evidence as Evidence
from .decision.verdict import Exponent as Exponent
from .decision.verdict import Verdict as Verdict
from .falsification.falsify import falsify as falsify
from .rates.names import RateError as RateError
from .rates.rate import Rate as Rate
from .simulation.engine import simulate as simulate
from .simulation.engine import steps_until as steps_until

IMPORTED: float
