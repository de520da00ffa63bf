"""Rates: known answers, positions of errors, and round trips through text."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

from theory.rates.names import RateError, Relation, canonical
from theory.rates.rate import Rate

EXAMPLES = [
    "O(1/T)",
    "O(k^-3)",
    "exp(-Ω(α²T))",
    "exp(-Ω(T))",
    "Ω(1/T²)",
    "Õ(1/sqrt(M*K*T))",
    "O(log(1/δ)/sqrt(T))",
    "Θ(n^(-2γ/(γ+d)))",
    "Θ(1)",
    "O(log(T)/sqrt(T))",
    "O(T log T)",
    "O(1/(M*T) + H^2/T^2)",
    "exp(Õ(sqrt(κ)/3))",
    "O((1 - 1/κ)^T)",
    "Θ̃((1 + log² T)/T^(2/3))",
    "O(exp(-T/κ) + σ_max²/2)",
    "O(T_0/2/(1 + T))",
    "O(2^T sqrt(2)·3^(1/3) π exp(1))",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_writes_what_it_reads(text):
    rate = Rate(text)
    assert Rate(str(rate)) == rate
    assert eval(repr(rate), {"Rate": Rate}) == rate


@pytest.mark.parametrize("text", EXAMPLES)
def test_latex_is_accepted_by_matplotlib(text):
    MathTextParser("path").parse(Rate(text)._repr_latex_())


@pytest.mark.parametrize(
    ("text", "written", "latex"),
    [
        ("O(T^-1)", "O(1/T)", r"O\left(\frac{1}{T}\right)"),
        ("exp(-Omega(alpha^2 T))", "exp(-Ω(α² T))", r"e^{-\Omega(\alpha^{2} T)}"),
        ("Otilde(1/(sqrt(M)*√K·√T))", "Õ(1/sqrt(M K T))", r"\tilde{O}\left(\frac{1}{\sqrt{M K T}}\right)"),
        ("Theta(T_0 MKT)", "Θ(T_0 MKT)", r"\Theta\left(T_{0} \mathrm{MKT}\right)"),
        ("exp(Θ(T))", "exp(Θ(T))", r"e^{\Theta(T)}"),
    ],
)
def test_known_spellings(text, written, latex):
    assert (str(Rate(text)), Rate(text).latex()) == (written, latex)


@pytest.mark.parametrize(
    "spellings",
    [
        ["O(1/T)", "O(T^-1)", "O(T⁻¹)", "O(T**-1)", "O( 1 ÷ T )", "O(T^{-1})", "O([1]/T)", "O(M/(T M))"],
        [
            "exp(-Ω(α²T))",
            "exp(-Ω(α² T))",
            "exp(-Omega(alpha^2 T))",
            "exp(−Ω(T·α²))",
            "exp( - Omega (alpha**2*T) )",
        ],
        ["Õ(√T)", "~O(sqrt(T))", "Otilde(T^(1/2))", "Õ(T^0.5)", "Õ(√T)", "~ O(sqrt T)"],
        ["Ω̃(T)", "~Ω(T)", "Omegatilde(T)", "~Omega(T)"],
        ["Θ(log(T) T)", "Theta(T log T)", "Θ(T × ln T)", "Θ(T ln(T))"],
        ["O(log(T)²)", "O(log² T)", "O(log^2(T))", "O(log(T)^2)"],
        ["O(2γ n)", "O(2 gamma n)", "O(2·γ·n)", "O(n γ 2/1)".replace("γ 2", "γ*2")],
        ["O(ε)", "O(epsilon)", "O(ϵ)"],
        ["O(T_0)", "O(T₀)"],
        ["O(x-y)", "O(-y+x)", "O(-(y-x))"],
        ["O(2^-T)", "O(1/2^T)", "O((1/2)^T)"],
        ["O(T^2^3)", "O(T^8)"],
    ],
)
def test_spellings_of_one_rate_are_equal(spellings):
    rates = [Rate(text) for text in spellings]
    assert len(set(rates)) == 1
    assert len({hash(rate) for rate in rates}) == 1


@pytest.mark.parametrize("pair", [("O(1/T)", "Õ(1/T)"), ("O(1/T)", "Ω(1/T)"), ("exp(-Ω(T))", "exp(Ω(T))"),
                                  ("O(T)", "O(t)"), ("exp(O(T))", "O(T)"), ("O(T)", "O(2 T)")])  # fmt: skip
def test_different_rates_are_not_equal(pair):
    assert Rate(pair[0]) != Rate(pair[1])


@pytest.mark.parametrize(
    ("text", "upper", "lower"),
    [
        ("O(1/T)", True, False),
        ("Ω(1/T)", False, True),
        ("Θ(1/T)", True, True),
        ("exp(-Ω(T))", True, False),
        ("exp(-O(T))", False, True),
        ("exp(-Θ(T))", True, True),
        ("exp(Ω(T))", False, True),
        ("exp(O(T))", True, False),
        ("exp(Θ(T))", True, True),
    ],
)
def test_sides_of_the_error_that_are_claimed(text, upper, lower):
    assert (Rate(text).upper, Rate(text).lower) == (upper, lower)


def test_parts():
    rate = Rate("exp(-Ω̃(α² T))")
    assert rate.relation is Relation.Ω
    assert (rate.up_to_logs, rate.is_exponential, rate.sign) == (True, True, -1)
    assert rate.exponent == rate.expression
    assert Rate("O(1/T)").exponent is None
    assert Rate("O(1/T)").sign == Rate("exp(O(T))").sign == 1


def test_variables_stand_in_order_of_appearance():
    assert Rate("O(log(1/δ)/(T sqrt(M) A))").variables == ("δ", "T", "M", "A")
    assert Rate("O(T M/T)").variables == ("M",)
    assert Rate("Ω(1)").variables == ()
    assert Rate("O(MKT/T_0)").variables == ("MKT", "T_0")
    assert Rate("O(αβ)").variables == ("α", "β")


def test_parameters_become_numbers():
    rate = Rate("Θ(n^(-2γ/(γ+d)))", γ=1, d=2)
    assert rate == Rate("Θ(n^(-2/3))")
    assert rate.variables == ("n",)
    assert Rate("O(T^alpha)", alpha=0.1) == Rate("O(T^α)", α=np.float64(0.1)) == Rate("O(T^(1/10))")


@pytest.mark.parametrize("value", [np.nan, np.inf, "1", 1j, None])
def test_a_parameter_is_a_finite_number(value):
    with pytest.raises(RateError, match="parameter γ must be a finite number"):
        Rate("O(T^γ)", γ=value)


def test_a_parameter_occurs_in_the_rate():
    with pytest.raises(RateError, match=r"has no β; it has T, α"):
        Rate("O(T^α)", beta=1)


@pytest.mark.parametrize(
    ("text", "exponents"),
    [
        ("O(k^-3)", {"k": -3}),
        ("exp(-Ω(α² T))", {"α": 2, "T": 1}),
        ("Õ(1/sqrt(M K T))", {"M": -0.5, "K": -0.5, "T": -0.5}),
        ("O(log(1/δ)/sqrt(T))", {"δ": 0, "T": -0.5}),
        ("O(T log T log log T)", {"T": 1}),
        ("O((1 + log(M T))/T)", {"M": 0, "T": -1}),
        ("O(1/(M T) + H²/T²)", {}),
        ("O(1/(M T) + 1/T)", {"T": -1}),
        ("O(n^(-2γ/(γ+d)))", {}),
        ("O(M (1 - 1/κ)^T)", {"M": 1}),
        ("O(exp(-T)/M)", {"M": -1}),
        ("Ω(1)", {}),
    ],
)
def test_exponents_of_powers(text, exponents):
    assert Rate(text).exponents == pytest.approx(exponents)


def test_evaluation_broadcasts():
    T, M = np.array([1, 10, 100]), np.array([[1.0], [4.0]])
    values = Rate("O(1/sqrt(M T))").evaluate(T=T, M=M)
    assert values.shape == (2, 3)
    assert values.dtype == float
    np.testing.assert_allclose(values, 1 / np.sqrt(M * T))


def test_constants_take_the_shape_of_the_values():
    assert Rate("Ω(1)").evaluate().shape == ()
    np.testing.assert_array_equal(Rate("exp(-Ω(α))").decay(α=[2, 3]), [2, 3])
    np.testing.assert_array_equal(Rate("O(1/T)").local_exponent("T", T=[1, 2]), [-1, -1])


def test_integer_arrays_may_be_inverted():
    np.testing.assert_allclose(Rate("O(T^-2)").evaluate(T=np.array([1, 2])), [1, 0.25])


def test_ascii_names_reach_greek_variables():
    assert Rate("O(1/α)").evaluate(alpha=4) == Rate("O(1/lambda)").evaluate(λ=4) == 0.25


def test_logarithms_neither_underflow_nor_overflow():
    T = 1e300
    assert Rate("O(T^-3)").log(T=T) == pytest.approx(-3 * np.log(T))
    assert Rate("O(1/(M T^2) + 1/T^3)").log(T=T, M=1.0) == pytest.approx(-2 * np.log(T))
    assert Rate("O(exp(-T) sqrt(T))").log(T=1e6) == pytest.approx(-1e6 + np.log(1e3))
    assert Rate("O((1 - 1/κ)^T)").log(T=1e6, κ=2) == pytest.approx(-1e6 * np.log(2))
    assert Rate("O(log(1/δ)/T)").log(T=1e3, δ=np.exp(-2)) == pytest.approx(np.log(2e-3))
    assert Rate("O(-log(δ)/T)").log(T=1e3, δ=np.exp(-2)) == pytest.approx(np.log(2e-3))
    assert Rate("O((x-y)²)").log(x=1, y=3) == pytest.approx(np.log(4))
    assert Rate("O(T²-T)").log(T=3) == pytest.approx(np.log(6))


def test_logarithm_of_exponentials_has_constant_one():
    assert Rate("exp(-Ω(α² T))").log(α=0.1, T=1e6) == pytest.approx(-1e4)
    assert Rate("exp(O(T))").log(T=3) == 3


def test_only_exponentials_have_a_decay():
    assert Rate("exp(-Ω(α² T))").decay(α=0.5, T=8) == 2
    with pytest.raises(RateError, match=r"O\(1/T\) is no exponential"):
        Rate("O(1/T)").decay(T=1)


def test_local_exponent_is_the_slope_in_logarithms():
    assert Rate("O(T log T)").local_exponent("T", T=np.e) == pytest.approx(2)
    assert Rate("O(1/T + 1/T²)").local_exponent("T", T=1) == pytest.approx(-1.5)
    assert Rate("exp(-Ω(α² T))").local_exponent("α") == 2
    assert Rate("O((1-1/κ)^T)").local_exponent("T", T=3, κ=2) == pytest.approx(-3 * np.log(2))


def test_variables_are_asked_for_by_name():
    rate = Rate("O(1/(M T))")
    with pytest.raises(RateError, match=r"O\(1/\(M T\)\) needs a value for M, T"):
        rate.evaluate()
    with pytest.raises(RateError, match=r"has no variable n; it has M, T"):
        rate.log(M=1, T=1, n=1)
    with pytest.raises(RateError, match="has no variable n"):
        rate.local_exponent("n")
    with pytest.raises(RateError, match="needs a value for T"):
        Rate("O(T + 1)").local_exponent("T")


def test_variables_may_be_called_self_or_text():
    assert Rate("O(self text)", text=2).evaluate(self=3) == 6


def test_shifted_rates():
    assert Rate("O(1/T)").shift("T", 1.5) == Rate("O(T^(-3/2))")
    assert Rate("exp(-Ω(alpha² T))").shift("alpha", 0.5) == Rate("exp(-Ω(α T))")
    assert Rate("Θ(n^(-2/3) log n)").shift("n", 1.5) == Rate("Θ(log(n)/n)")
    assert Rate("O(T/M)").shift("T", 0).variables == ("M",)


@pytest.mark.parametrize(("text", "variable"), [("O(1/M + 1/T)", "T"), ("O(log(1/δ))", "δ")])
def test_only_powers_are_shifted(text, variable):
    with pytest.raises(RateError, match=f"is no power of {variable}"):
        Rate(text).shift(variable, 2)


def test_other_relation():
    assert Rate("Õ(1/T)").with_relation(Relation.Θ) == Rate("Θ̃(1/T)")


def test_rivals_are_two_sided_neighbours():
    assert [str(rival) for rival in Rate("O(1/T²)").rivals()] == [
        "Θ(1/T)",
        "Θ(1/T^(3/2))",
        "Θ(1/T^(5/2))",
        "Θ(1/T³)",
    ]
    assert len(Rate("exp(-Ω(α² T))").rivals()) == 8
    assert Rate("Θ(1)").rivals() == ()


def test_rates_are_values():
    rate = Rate("Õ(1/sqrt(M K T))")
    assert pickle.loads(pickle.dumps(rate)) == rate == copy.deepcopy(rate)
    with pytest.raises(AttributeError):
        rate.sign = 2


def test_canonical_names():
    assert [canonical(name) for name in ("alpha", "T", "T₀", "sigma_max", "ϵ", "alphabet", "Gamma")] == [
        "α", "T", "T_0", "σ_max", "ε", "alphabet", "Γ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("", 0, "a relation such as O"),
        ("1/T", 0, "a relation such as O"),
        ("o(1)", 0, "a relation such as O"),
        ("O 1/T", 0, "a relation such as O"),
        ("exp(-T)", 5, "a relation: Ω"),
        ("exp(-c Ω(T))", 5, "a relation: Ω"),
        ("exp(-Ω(1))", 7, "an exponent with a variable"),
        ("O(1/T", 5, r"an operator or '\)'"),
        ("O(1/T))", 6, "the end"),
        ("exp(-Ω(T)", 9, r"an operator or '\)'"),
        ("O((T])", 4, r"an operator or '\)'"),
        ("O(1/T) + O(1/M)", 7, "the end; one relation"),
        ("O()", 2, "a number, a variable"),
        ("O(T^)", 4, "a number, a variable"),
        ("O(T*/M)", 4, "a number, a variable"),
        ("Õ(1/$)", 4, "a number, a name"),
        ("Ω̃(1/$)", 4, "a number, a name"),
        ("O(Tⁿ)", 3, "a number, a name"),
        ("O(T,\tn)", 3, "a number, a name"),
        ("O(1/M T)", 6, "parentheses around the denominator"),
        ("O(T^-1/2)", 6, "parentheses around the exponent"),
        ("O(log M T)", 8, "parentheses around the argument of log"),
        ("O(√2 T)", 5, "parentheses around the argument of √"),
        ("O(T 2)", 4, "an operator before the number"),
        ("O(poly(T))", 2, "one of the functions log"),
        ("O(1 + O(T))", 6, "no relation inside"),
        ("O(1/0)", 4, "a denominator other than nought"),
        ("O(9^9^9^9)", 4, "a smaller power"),
        ("O(((2T)^300)^300)", 2, "a smaller power"),
        ("O(1e999)", 2, "a number of ordinary size"),
        ("O(1e200*1e200)", 2, "numbers of ordinary size"),
        ("O(sqrt(-1))", 2, "an expression with a finite real value"),
        ("O(T^((-2)^(1/3)))", 2, "an expression with a finite real value"),
        ("O(2^(-1)^(1/2))", 2, "an expression with a finite real value"),
        ("O(1/log(1))", 4, "a denominator other than nought"),
        ("O(-T)", 2, "a positive expression"),
        ("O(T - T)", 2, "a positive expression"),
        ("O(" + 2000 * "(", 2002, "a number, a variable"),
        ("O(" + 2000 * "exp(" + "T" + 2001 * ")", None, "less nesting"),
    ],
)
def test_errors_point_at_the_place(text, place, expected):
    with pytest.raises(RateError, match=f"^expected {expected}") as raised:
        Rate(text)
    caret = str(raised.value).splitlines()[2]
    assert caret[4:].strip() == "^"
    assert place is None or len(caret) == 4 + place + 1


def test_a_rate_is_text():
    with pytest.raises(RateError, match="given as text such as"):
        Rate(1)


NAMES = st.sampled_from(["T", "M", "n", "α", "δ", "T_0", "σ_max", "MKT"])
LEAVES = NAMES | st.integers(1, 12).map(str) | st.sampled_from(["1/2", "2.5", "π"]).map(lambda x: f"({x})")


def _extend(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, st.sampled_from(["²", "⁻¹", "^(1/2)", "^(-2/3)", "^n", "^(-α)"])).map("".join),
        st.tuples(st.sampled_from(["log", "sqrt", "exp", "abs"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
    )


def _or_none(text):
    try:
        return Rate(text)
    except RateError:
        return None


RATES = (
    st.tuples(st.sampled_from(["O", "Ω̃", "Θ"]), st.recursive(LEAVES, _extend, max_leaves=6))
    .map(lambda t: _or_none(f"{t[0]}({t[1]})"))
    .filter(lambda rate: rate is not None)
)


@settings(max_examples=200, deadline=None)
@given(RATES)
def test_any_rate_is_written_and_read_back(rate):
    assert Rate(str(rate)) == rate


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="OΩΘ(T1/+-*^²√ log exp~{]α_e.)", max_size=20))
def test_any_text_is_a_rate_or_a_rate_error(text):
    for attempt in (text, f"O({text})"):
        rate = _or_none(attempt)
        assert rate is None or Rate(str(rate)) == rate


POWERS = st.dictionaries(st.sampled_from("TMnα"), st.integers(-12, 12).map(lambda i: i / 4), min_size=1)
VALUES = st.floats(1e-3, 1e3)


@settings(max_examples=100, deadline=None)
@given(POWERS, st.lists(VALUES, min_size=4, max_size=4))
def test_monomials_agree_with_numpy(powers, values):
    rate = Rate("O(" + " ".join(f"{name}^({power})" for name, power in powers.items()) + ")")
    at = {name: value for name, value in zip(powers, values, strict=False) if powers[name]}
    expected = np.prod([np.float64(value) ** powers[name] for name, value in at.items()])
    assert rate.exponents == {name: power for name, power in powers.items() if power}
    np.testing.assert_allclose(rate.evaluate(**at), expected, rtol=1e-10)
    np.testing.assert_allclose(rate.log(**at), np.log(expected), rtol=1e-8, atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(RATES, st.lists(st.floats(1.1, 3), min_size=8, max_size=8))
def test_logarithm_and_value_agree(rate, values):
    at = dict(zip(rate.variables, values, strict=False))
    with np.errstate(all="ignore"):
        direct = np.log(rate.evaluate(**at))
    if np.isfinite(direct) and abs(direct) < 600:
        np.testing.assert_allclose(rate.log(**at), direct, rtol=1e-6, atol=1e-6)
