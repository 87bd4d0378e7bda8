"""The change of a ratio split by office: by hand, and for all inputs exact, symmetric and blind to how offices are cut."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from cchc_kpi.scoring.decomposition import (
    OfficeTerms,
    RatioSplit,
    Terms,
    TermSplit,
    split_ratio,
    split_terms,
)

F = Fraction
Pair = tuple[int, int]


def terms(pair: Pair | None) -> Terms | None:
    """Numerator and denominator, or None for an office that is not known."""
    return None if pair is None else Terms(F(pair[0]), F(pair[1]))


def ratio(*offices: tuple[Pair | None, Pair | None]) -> RatioSplit:
    """The split between offices "0", "1" and so on; fails where there is none."""
    found = split_ratio([OfficeTerms(str(n), terms(a), terms(b)) for n, (a, b) in enumerate(offices)])
    assert found is not None
    return found


def effects(split: RatioSplit) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Own change, mix and turnover of each office."""
    return [(effect.own, effect.mix, effect.turnover) for effect in split.effects]


def by_terms(*offices: tuple[Pair, Pair], is_reduction: bool = False) -> TermSplit:
    """The split by term between offices "0", "1" and so on; fails where there is none."""
    pairs = [(str(n), Terms(F(a), F(b)), Terms(F(c), F(d))) for n, ((a, b), (c, d)) in enumerate(offices)]
    found = split_terms(pairs, is_reduction=is_reduction)
    assert found is not None
    return found


# --- By hand ---


def test_own_change_and_mix_of_two_offices() -> None:
    """8/10 and 5/10 (65%) become 9/10 and 10/30 (47,5%).

    Weights 1/2, 1/2 become 1/4, 3/4; the level is (13/20 + 19/40) / 2 = 9/16.
    own: 3/8 * (9/10 - 8/10) = 3/80; 5/8 * (1/3 - 1/2) = -5/48.
    mix: -1/4 * (17/20 - 9/16) = -23/320; 1/4 * (5/12 - 9/16) = -7/192.
    """
    split = ratio(((8, 10), (9, 10)), ((5, 10), (10, 30)))
    assert [(F(3, 80), F(-23, 320), 0), (F(-5, 48), F(-7, 192), 0)] == effects(split)
    assert F(19, 40) - F(13, 20) == split.change == split.own + split.mix


def test_an_office_that_comes_in() -> None:
    """6/10 (60%) and a new office's 4/4 make 10/14. The level is (3/5 + 5/7) / 2 = 23/35.

    The first office loses weight 2/7 while it stands 2/35 below the level: 4/245. The new one brings
    weight 2/7 at 12/35 above it: 24/245. Together 28/245 = 4/35 = 5/7 - 3/5.
    """
    split = ratio(((6, 10), (6, 10)), (None, (4, 4)))
    assert [(0, F(4, 245), 0), (0, 0, F(24, 245))] == effects(split)
    assert F(4, 35) == split.change == split.mix + split.turnover


def test_an_office_that_goes_out_is_the_mirror_of_one_that_comes_in() -> None:
    """The same two sides the other way round: every part has the other sign."""
    assert [(0, F(-4, 245), 0), (0, 0, F(-24, 245))] == effects(ratio(((6, 10), (6, 10)), ((4, 4), None)))


def test_an_office_where_nothing_arose_has_no_ratio_and_no_weight() -> None:
    """0/0 before and 4/4 after is, in figures, the same as an office that was not there before."""
    arisen = ratio(((6, 10), (6, 10)), ((0, 0), (4, 4)))
    assert effects(ratio(((6, 10), (6, 10)), (None, (4, 4)))) == effects(arisen)


def test_a_numerator_without_a_denominator_is_turnover_in_full() -> None:
    """6/10 and a stray 1/0 make 7/10: a tenth, which no change of a ratio of its own can explain."""
    split = ratio(((6, 10), (6, 10)), ((0, 0), (1, 0)))
    assert [(0, 0, 0), (0, 0, F(1, 10))] == effects(split)


def test_a_lone_office_has_nothing_but_its_own_change() -> None:
    """990/1000 becomes 1175/1183: 383/118300 more, with weight 1 on both sides."""
    split = ratio(((990, 1000), (1175, 1183)))
    assert [(F(383, 118300), 0, 0)] == effects(split)


def test_offices_that_swap_their_ratios_change_nothing_as_a_whole() -> None:
    """8/10 and 5/10 become 5/10 and 8/10: +15 and -15 points, the ratio as it was."""
    split = ratio(((8, 10), (5, 10)), ((5, 10), (8, 10)))
    assert [(F(-3, 20), 0, 0), (F(3, 20), 0, 0)] == effects(split)
    assert 0 == split.change


def test_without_a_sum_to_divide_by_there_is_no_split() -> None:
    """Nobody known on a side, or a denominator of 0 or below it."""
    for before in (None, Terms(F(0), F(0)), Terms(F(1), F(-2))):
        assert split_ratio([OfficeTerms("a", before, Terms(F(1), F(2)))]) is None
        assert split_ratio([OfficeTerms("a", Terms(F(1), F(2)), before)]) is None
        if before is not None:
            assert split_terms([("a", before, Terms(F(1), F(2)))]) is None


def test_numerator_and_denominator_of_one_office() -> None:
    """990/1000 to 1175/1183.

    185 more in the numerator: 185 * (1/1000 + 1/1183) / 2 = 80771/473200.
    183 more in the denominator: -183 * (990 + 1175) / 2 / (1000 * 1183) = -79239/473200.
    """
    split = by_terms(((990, 1000), (1175, 1183)))
    assert (F(80771, 473200), F(-79239, 473200)) == (split.first, split.second)
    assert F(383, 118300) == split.first + split.second


def test_a_reduction_by_amount_and_baseline() -> None:
    """93 of 100 is a cut of 7%; 90 of a corrected 120 is 25%.

    3 less: 3 * (1/100 + 1/120) / 2 = 11/400. 20 more in the baseline: 20 * (93 + 90) / 2 / 12000 = 61/400.
    """
    split = by_terms(((93, 100), (90, 120)), is_reduction=True)
    assert (F(11, 400), F(61, 400)) == (split.first, split.second)
    assert F(18, 100) == split.first + split.second


def test_a_reduction_is_split_by_office() -> None:
    """40 + 53 of 50 + 50 become 38 + 52 of the same: 2 and 1 hundredths, nothing from the baseline."""
    split = by_terms(((40, 50), (38, 50)), ((53, 50), (52, 50)), is_reduction=True)
    assert [(F(2, 100), 0), (F(1, 100), 0)] == [(e.first, e.second) for e in split.effects]


# --- For all inputs ---

figures = st.integers(-50, 1000)
sides = st.one_of(st.none(), st.tuples(figures, figures), st.just((0, 0)))
offices = st.lists(st.tuples(sides, sides), min_size=1, max_size=6)
full = st.tuples(st.integers(0, 1000), st.integers(0, 1000))


def parts_of(split: RatioSplit) -> tuple[Fraction, Fraction, Fraction]:
    """The three sums."""
    return split.own, split.mix, split.turnover


def split_of(found: list[tuple[Pair | None, Pair | None]]) -> RatioSplit:
    """The split, of inputs that have one."""
    split = split_ratio([OfficeTerms(str(n), terms(a), terms(b)) for n, (a, b) in enumerate(found)])
    assume(split is not None)
    assert split is not None
    return split


@given(offices)
def test_the_parts_are_the_whole(found: list[tuple[Pair | None, Pair | None]]) -> None:
    """Whatever the figures are, negative and missing ones included, nothing is left over."""
    split = split_of(found)
    then = [a for a, _ in found if a is not None]
    now = [b for _, b in found if b is not None]
    whole = F(sum(n for n, _ in now), sum(d for _, d in now)) - F(
        sum(n for n, _ in then), sum(d for _, d in then)
    )
    assert whole == split.change == sum(parts_of(split)) == sum(effect.total for effect in split.effects)


@given(offices)
def test_swapping_the_sides_turns_every_sign(found: list[tuple[Pair | None, Pair | None]]) -> None:
    """From B to A every office did the contrary of what it did from A to B."""
    there, back = split_of(found), split_of([(b, a) for a, b in found])
    assert effects(there) == [(-own, -mix, -turnover) for own, mix, turnover in effects(back)]


@given(st.lists(st.tuples(full, full), min_size=1, max_size=4), st.integers(1, 9), st.integers(1, 9))
def test_an_office_cut_in_two_of_equal_ratios_leaves_every_part_as_it_was(
    found: list[tuple[Pair, Pair]], then: int, now: int
) -> None:
    """Cut the first office 1 : then before and 1 : now after, both pieces at its ratio: its effect is theirs."""
    (a, b), rest = found[0], found[1:]
    assume(a[1] > 0)
    assume(b[1] > 0)
    whole = split_of([((a[0] * (1 + then), a[1] * (1 + then)), (b[0] * (1 + now), b[1] * (1 + now))), *rest])
    cut = split_of([(a, b), ((a[0] * then, a[1] * then), (b[0] * now, b[1] * now)), *rest])
    assert parts_of(whole) == parts_of(cut)
    first, second, *others = effects(cut)
    assert [tuple(map(sum, zip(first, second, strict=True))), *others] == effects(whole)


@given(offices, st.randoms(use_true_random=False))
def test_the_order_of_offices_does_not_matter(
    found: list[tuple[Pair | None, Pair | None]], random: Random
) -> None:
    """Each office keeps its effect wherever it stands."""
    shuffled = list(range(len(found)))
    random.shuffle(shuffled)
    there, moved = effects(split_of(found)), effects(split_of([found[n] for n in shuffled]))
    assert [there[n] for n in shuffled] == moved


@given(offices, st.integers(1, 1000))
def test_the_unit_does_not_matter(found: list[tuple[Pair | None, Pair | None]], scale: int) -> None:
    """A side counted in thousandths has the same ratio, and the same parts."""
    scaled = [(None if a is None else (a[0] * scale, a[1] * scale), b) for a, b in found]
    assert effects(split_of(found)) == effects(split_of(scaled))


@given(st.lists(st.tuples(full, full), min_size=1, max_size=5), st.booleans())
def test_the_parts_by_term_are_the_whole(found: list[tuple[Pair, Pair]], is_reduction: bool) -> None:
    """First and second effects of all offices are the change of the quotient, and of a reduction's value."""
    pairs = [(str(n), Terms(F(a), F(b)), Terms(F(c), F(d))) for n, ((a, b), (c, d)) in enumerate(found)]
    split = split_terms(pairs, is_reduction=is_reduction)
    assume(split is not None)
    assert split is not None
    then = F(sum(a for (a, _), _ in found), sum(b for (_, b), _ in found))
    now = F(sum(c for _, (c, _) in found), sum(d for _, (_, d) in found))
    expected = (1 - now) - (1 - then) if is_reduction else now - then
    assert expected == split.first + split.second == sum(effect.total for effect in split.effects)
    back = split_terms([(name, b, a) for name, a, b in pairs], is_reduction=is_reduction)
    assert back is not None
    assert [(-e.first, -e.second) for e in split.effects] == [(e.first, e.second) for e in back.effects]
