//! Which ways are tried together.

use std::collections::BTreeSet;

/// So many of some, from the first.
pub(super) fn first(of: &[usize], most: usize) -> &[usize] {
    &of[..most.min(of.len())]
}

/// From each ranking in turn the first that is not taken yet, and last those of all that no ranking has.
pub(super) fn in_turn(rankings: Vec<Vec<usize>>, all: &[usize]) -> Vec<usize> {
    let mut rankings: Vec<_> = rankings.into_iter().map(Vec::into_iter).collect();
    let (mut order, mut taken) = (Vec::with_capacity(all.len()), BTreeSet::new());
    loop {
        let before = order.len();
        for ranking in &mut rankings {
            order.extend(ranking.find(|way| taken.insert(*way)));
        }
        if order.len() == before {
            break;
        }
    }
    order.extend(all.iter().copied().filter(|way| !taken.contains(way)));
    order
}

/// Every choice of so many.
pub(super) fn subsets(of: &[usize], count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let with_first = |(place, first): (usize, &usize)| {
        let rest = subsets(&of[place + 1..], count - 1);
        rest.into_iter().map(|rest| std::iter::once(*first).chain(rest).collect()).collect::<Vec<_>>()
    };
    of.iter().enumerate().flat_map(with_first).collect()
}
