"""What a method may ask of a problem: value, gradient, Hessian, exact gap, stochastic gradient."""

import equinox as eqx
import jax
from jaxtyping import Array, Float, Key, PyTree


class Problem(eqx.Module):
    """A minimisation problem over a pytree of arrays.

    Subclasses give `suboptimality` and `value` (or override `gradient` where there is no value, as in games).
    Derivatives come from automatic differentiation unless a closed form is written. Constants that theorems
    speak of (`smoothness`, `strong_convexity`, `minimizer`) are attributes or properties of the subclass.
    """

    def value(self, x: PyTree) -> Float[Array, ""]:
        """The objective f(x)."""
        raise NotImplementedError(f"{type(self).__name__} defines no value")

    def gradient(self, x: PyTree) -> PyTree:
        """∇f(x)."""
        return jax.grad(self.value)(x)

    def hessian(self, x: PyTree) -> PyTree:
        """∇²f(x)."""
        return jax.jacfwd(self.gradient)(x)

    def suboptimality(self, x: PyTree) -> Float[Array, ""]:
        """f(x) - min f, computed without subtracting the two: that difference stops at rounding error."""
        raise NotImplementedError(f"{type(self).__name__} defines no suboptimality; give simulate a metric")

    def oracle(self, x: PyTree, key: Key[Array, ""] | None) -> PyTree:
        """A stochastic gradient at x; here the exact one."""
        del key
        return self.gradient(x)
