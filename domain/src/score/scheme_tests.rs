//! Where nodes stand and whose weight counts, however the file orders them.

use super::{fixtures::*, *};

/// A root over `x` and `y`, written after what belongs to them.
fn turned() -> Scheme {
    scheme(vec![
        leaf("d", "y"),
        leaf("a", "x"),
        leaf("c", "z"),
        inner("z", "x", Combination::Geometric),
        inner("x", "root", Combination::Arithmetic),
        leaf("b", "z"),
        inner("y", "root", Combination::Min),
        leaf("e", "y"),
        root("root", Combination::Points),
    ])
}

#[test]
fn a_node_is_numbered_among_its_siblings_after_what_it_belongs_to() {
    let scheme = turned();
    let numbers = scheme.numbers();
    let told: Vec<_> = scheme.nodes().iter().map(|node| node.code.as_str()).zip(&numbers).collect();
    let expected = ["2.1", "1.1", "1.2.1", "1.2", "1", "1.2.2", "2", "2.2", ""];
    assert_eq!(numbers, expected, "{told:?}");
    for (node, number) in scheme.nodes().iter().zip(&numbers) {
        let children: Vec<_> = scheme.children(&node.code).map(|child| &child.code).collect();
        for (place, child) in (1..).zip(children) {
            let at = scheme.nodes().iter().position(|node| node.code == *child).expect("a node");
            assert_eq!(numbers[at], format!("{number}.{place}").trim_start_matches('.'));
        }
    }
}

#[test]
fn weights_count_where_siblings_are_weighed() {
    let scheme = turned();
    let weighed: Vec<_> = scheme.weighed().map(|node| node.code.as_str()).collect();
    assert_eq!(weighed, ["a", "c", "z", "x", "b", "y"], "in the order of the file; the lowest of y weighs nothing");
    let alone = flat(Combination::Arithmetic, &["1"]);
    assert_eq!(alone.weighed().count(), 0, "nothing beside it");
    assert_eq!(alone.numbers(), ["", "1"]);
}
