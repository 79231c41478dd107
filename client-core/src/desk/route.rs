//! The order in which places are visited on a way that is short: the nearest next, then turned around wherever that shortens it.

use likeness::Position;

/// More rounds than any way of a day takes to settle.
const MOST_ROUNDS: usize = 100;

/// Returns the places in the order of a short way from a start, which does not lead back. The same places in the same order give
/// the same way.
pub(crate) fn short_way(start: Position, places: &[Position]) -> Vec<usize> {
    let mut way = nearest_next(start, places);
    let at =
        |way: &[usize], step: usize| -> Option<Position> { places.get(*way.get(step)?).copied() };
    for _ in 0..MOST_ROUNDS {
        let mut is_shorter = false;
        for first in 0..way.len() {
            for last in first + 1..way.len() {
                // Walking the steps between them backwards changes only the two legs that lead in and out.
                let before = match first {
                    0 => Some(start),
                    _ => at(&way, first - 1),
                };
                let (Some(before), Some(one), Some(other)) =
                    (before, at(&way, first), at(&way, last))
                else {
                    continue;
                };
                let leg_out = |from: Position| {
                    at(&way, last + 1).map_or(0, |after| u64::from(from.metres_to(after)))
                };
                let now = u64::from(before.metres_to(one)) + leg_out(other);
                let turned = u64::from(before.metres_to(other)) + leg_out(one);
                if turned < now
                    && let Some(between) = way.get_mut(first..=last)
                {
                    between.reverse();
                    is_shorter = true;
                }
            }
        }
        if !is_shorter {
            break;
        }
    }
    way
}

/// Goes to the nearest place that was not visited, again and again; of several at one distance to the first.
fn nearest_next(start: Position, places: &[Position]) -> Vec<usize> {
    let mut left: Vec<usize> = (0..places.len()).collect();
    let mut way = Vec::with_capacity(places.len());
    let mut here = start;
    while !left.is_empty() {
        let distance = |place: usize| {
            let place = places.get(place).copied();
            place.map_or(u32::MAX, |place| here.metres_to(place))
        };
        let nearest = left.iter().enumerate();
        let nearest = nearest.min_by_key(|(_, place)| (distance(**place), **place));
        let Some((position, place)) = nearest.map(|(position, place)| (position, *place)) else {
            break;
        };
        left.remove(position);
        way.push(place);
        here = places.get(place).copied().unwrap_or(here);
    }
    way
}

#[cfg(test)]
mod tests {
    use super::*;
    use testkit::TestRng;

    fn length(start: Position, places: &[Position], way: &[usize]) -> u64 {
        let mut here = start;
        let mut metres = 0;
        for place in way {
            metres += u64::from(here.metres_to(places[*place]));
            here = places[*place];
        }
        metres
    }

    fn somewhere(rng: &mut TestRng) -> Position {
        let degrees = |middle: f64, off: i64| middle + off as f64 / 1e6;
        let (north, east) = (rng.between(-9_000, 9_000), rng.between(-9_000, 9_000));
        Position::of_degrees(degrees(21.0, north), degrees(105.8, east)).unwrap()
    }

    #[test]
    fn a_way_visits_each_place_once_and_is_never_longer_than_going_to_the_nearest() {
        for seed in 0..200 {
            let mut rng = TestRng::new(seed);
            let start = somewhere(&mut rng);
            let places: Vec<Position> = (0..rng.below(25)).map(|_| somewhere(&mut rng)).collect();
            let way = short_way(start, &places);
            let mut visited = way.clone();
            visited.sort_unstable();
            assert_eq!(visited, (0..places.len()).collect::<Vec<_>>());
            let nearest = nearest_next(start, &places);
            let (short, greedy) = (
                length(start, &places, &way),
                length(start, &places, &nearest),
            );
            assert!(short <= greedy, "seed {seed}: {short} > {greedy}");
            assert_eq!(way, short_way(start, &places));
        }
    }

    #[test]
    fn a_way_that_is_short_for_few_places_is_the_shortest() {
        let mut better = 0;
        for seed in 0..60 {
            let mut rng = TestRng::new(seed);
            let start = somewhere(&mut rng);
            let places: Vec<Position> = (0..5).map(|_| somewhere(&mut rng)).collect();
            let found = length(start, &places, &short_way(start, &places));
            let best = orders(5)
                .iter()
                .map(|way| length(start, &places, way))
                .min();
            assert!(
                found * 10 <= best.unwrap() * 13,
                "seed {seed}: {found} of {best:?}"
            );
            better += u32::from(Some(found) == best);
        }
        assert!(better > 30, "only {better} of 60 are the shortest");
    }

    fn orders(places: usize) -> Vec<Vec<usize>> {
        if places == 0 {
            return vec![Vec::new()];
        }
        let mut all = Vec::new();
        for order in orders(places - 1) {
            for at in 0..places {
                let mut order = order.clone();
                order.insert(at, places - 1);
                all.push(order);
            }
        }
        all
    }

    #[test]
    fn places_at_one_spot_are_visited_in_the_order_in_which_they_are_given() {
        let here = Position::of_degrees(21.0, 105.8).unwrap();
        assert_eq!(short_way(here, &[here; 4]), [0, 1, 2, 3]);
        assert!(short_way(here, &[]).is_empty());
    }
}
