//! How the value of a node was computed, with its numbers in place: who types what is shown into a calculator gets the
//! value that is shown.

use super::scores::{combination, short};
use domain::{
    amount::Amount,
    indicator::{Polarity, Range},
    score::{Derived, Normalised, Normaliser, Resolved, Stretch},
    text::Language,
};

/// How a node came to its value: the formula in the direction in which its figure gets better, or how its parts were
/// taken together; then between what its answer and its value were kept.
pub(crate) fn how(language: Language, node: &Derived) -> String {
    let formula = match (&node.normalised, node.combined_by) {
        (Some(normalised), None) => formula(language, &node.polarity, normalised),
        (None, Some(combined)) => combination(language, combined),
        (Some(normalised), Some(combined)) => {
            let combined = combination(language, combined);
            if normalised.rule == Normaliser::Identity {
                combined
            } else {
                format!("{combined}; {}", formula(language, &node.polarity, normalised))
            }
        }
        (None, None) => return super::format::NOTHING.to_owned(),
    };
    let Some(normalised) = &node.normalised else { return formula };
    let way = match &normalised.rule {
        Normaliser::TargetDistance { scale, .. } => {
            Some(kept(language, Range { lowest: Amount::ZERO, highest: *scale }))
        }
        Normaliser::Identity
        | Normaliser::MinMax { .. }
        | Normaliser::Goalposts { .. }
        | Normaliser::ZScore { .. }
        | Normaliser::ZScoreMinMax { .. }
        | Normaliser::Thresholds { .. }
        | Normaliser::PercentileRank { .. } => None,
    };
    let bounds = node.bounds.map(|bounds| kept(language, bounds));
    let of_answer = answer_kept(language, node);
    let said = std::iter::once(formula).chain(way).chain(bounds).chain(of_answer);
    said.collect::<Vec<_>>().join("; ")
}

/// The formula with its numbers in place.
fn formula(language: Language, polarity: &Polarity, normalised: &Normalised) -> String {
    let x = written(normalised.figure);
    match (&normalised.rule, &normalised.against) {
        (Normaliser::Identity, _) => either(language, "ตามค่า", "as it is").to_owned(),
        (Normaliser::MinMax { scale } | Normaliser::Goalposts { scale, .. }, Resolved::Between { from, to }) => {
            way(polarity, &x, (*from, *to), *scale)
        }
        // It leads from where the value is 0 to where it is the scale, whichever way that is.
        (Normaliser::TargetDistance { scale, .. }, Resolved::Between { from, to }) => {
            way(&Polarity::Higher, &x, (*from, *to), *scale)
        }
        (Normaliser::ZScore { .. }, Resolved::Spread { mean, deviation, .. }) => {
            let (mean, deviation) = (written(*mean), written(*deviation));
            match polarity {
                Polarity::Higher => format!("({x} − {mean}) ÷ {deviation}"),
                Polarity::Lower | Polarity::Within(_) => format!("({mean} − {x}) ÷ {deviation}"),
            }
        }
        (Normaliser::ZScoreMinMax { scale, .. }, Resolved::Spread { lowest, highest, .. }) => {
            format!("z: {}", way(polarity, &x, (*lowest, *highest), *scale))
        }
        (Normaliser::Thresholds { below, .. }, Resolved::Steps(steps)) => {
            let each = steps.iter().map(|(at, score)| format!("{} → {}", written(*at), written(*score)));
            let each = each.collect::<Vec<_>>().join(", ");
            format!("{x}: {each}; {}", stretch(language, &x, Stretch::of(normalised.figure, polarity, steps), *below))
        }
        (Normaliser::PercentileRank { scale }, Resolved::Counts { below, same, of }) => {
            let worse = match polarity {
                Polarity::Higher => *below,
                Polarity::Lower | Polarity::Within(_) => of.saturating_sub(*below).saturating_sub(*same),
            };
            format!("({worse} + {same} ÷ 2) ÷ {of} × {}", written(*scale))
        }
        (
            Normaliser::MinMax { .. }
            | Normaliser::Goalposts { .. }
            | Normaliser::TargetDistance { .. }
            | Normaliser::ZScore { .. }
            | Normaliser::ZScoreMinMax { .. }
            | Normaliser::Thresholds { .. }
            | Normaliser::PercentileRank { .. },
            Resolved::Nothing
            | Resolved::Between { .. }
            | Resolved::Spread { .. }
            | Resolved::Steps(_)
            | Resolved::Counts { .. },
        ) => x,
    }
}

/// How far a figure is on the way between two, from the worse to the better.
fn way(polarity: &Polarity, x: &str, (lowest, highest): (Amount, Amount), scale: Amount) -> String {
    let (lowest, highest, scale) = (written(lowest), written(highest), written(scale));
    match polarity {
        Polarity::Higher => format!("({x} − {lowest}) ÷ ({highest} − {lowest}) × {scale}"),
        Polarity::Lower | Polarity::Within(_) => format!("({highest} − {x}) ÷ ({highest} − {lowest}) × {scale}"),
    }
}

/// The piece of the thresholds that counts.
fn stretch(language: Language, x: &str, stretch: Stretch, below: Amount) -> String {
    match stretch {
        Stretch::Short => format!("{}: {}", either(language, "ไม่ถึงขั้นแรก", "short of the first"), written(below)),
        Stretch::Past(score) => format!("{}: {}", either(language, "ถึงขั้นสุดท้าย", "at the last"), written(score)),
        Stretch::Line { from, to } => {
            let (at, score) = (written(from.0), written(from.1));
            format!("{score} + ({x} − {at}) ÷ ({} − {at}) × ({} − {score})", written(to.0), written(to.1))
        }
    }
}

/// Between what a value was kept.
fn kept(language: Language, bounds: Range) -> String {
    let (lowest, highest) = (short(bounds.lowest), short(bounds.highest));
    match language {
        Language::Th => format!("ให้อยู่ระหว่าง {lowest} ถึง {highest}"),
        Language::En => format!("kept between {lowest} and {highest}"),
    }
}

/// Between what the answer was kept before it was compared, and that what counts is how far outside bounds it is.
fn answer_kept(language: Language, node: &Derived) -> Vec<String> {
    let floor = node.reads.as_ref().and_then(|reads| reads.floor).map(short);
    let cap = node.reads.as_ref().and_then(|reads| reads.cap).map(short);
    let limits = match (floor, cap, language) {
        (Some(floor), Some(cap), Language::Th) => Some(format!("คำตอบให้อยู่ระหว่าง {floor} ถึง {cap}")),
        (Some(floor), Some(cap), Language::En) => Some(format!("the answer kept between {floor} and {cap}")),
        (Some(floor), None, Language::Th) => Some(format!("คำตอบที่ต่ำกว่า {floor} นับเป็น {floor}")),
        (Some(floor), None, Language::En) => Some(format!("the answer kept from falling below {floor}")),
        (None, Some(cap), Language::Th) => Some(format!("คำตอบที่เกิน {cap} นับเป็น {cap}")),
        (None, Some(cap), Language::En) => Some(format!("the answer kept from rising above {cap}")),
        (None, None, _) => None,
    };
    let distance = match (&node.polarity, language) {
        (Polarity::Within([lowest, highest]), Language::Th) => {
            Some(format!("คำตอบที่ใช้คือห่างจากช่วง {} ถึง {} เท่าใด", short(*lowest), short(*highest)))
        }
        (Polarity::Within([lowest, highest]), Language::En) => {
            Some(format!("the answer counts by how far it is outside {} to {}", short(*lowest), short(*highest)))
        }
        (Polarity::Higher | Polarity::Lower, _) => None,
    };
    limits.into_iter().chain(distance).collect()
}

/// A number as it stands in a formula: below zero in brackets.
fn written(amount: Amount) -> String {
    let number = short(amount);
    if amount.is_negative() { format!("({number})") } else { number }
}

fn either<'a>(language: Language, th: &'a str, en: &'a str) -> &'a str {
    match language {
        Language::Th => th,
        Language::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        plan::{Provenance, ProvenanceStatus},
        score::{
            Coding, Combination, Format, Input, Inputs, Judged, MissingRule, Node, Point, Reads, Rounding, Scheme,
            SchemeFile, SchemeHead, Spread, Threshold,
        },
        text::Bilingual,
    };
    use std::{iter::Peekable, str::Chars};

    fn amount(text: &str) -> Amount {
        text.parse().expect("an amount")
    }

    fn provenance() -> Provenance {
        Provenance { status: ProvenanceStatus::Demonstration, source: "test".to_owned() }
    }

    fn node(code: &str) -> Node {
        Node {
            code: code.parse().expect("a code"),
            parent: None,
            title: Bilingual::new("ชื่อ", "title"),
            weight: Amount::ONE,
            reads: None,
            combines: Some(Combination::Arithmetic),
            normalise: Normaliser::Identity,
            bounds: None,
            missing: MissingRule::Block,
            provenance: provenance(),
        }
    }

    /// A scheme of one leaf, changed.
    fn scheme(polarity: Polarity, normalise: Normaliser, change: impl FnOnce(&mut Node)) -> Scheme {
        let reads = Reads {
            indicator: "a".parse().expect("a code"),
            coding: Coding::Number,
            polarity,
            several: None,
            floor: None,
            cap: None,
            trusted: None,
        };
        let parent = Some("root".parse().expect("a code"));
        let mut leaf = Node { parent, reads: Some(reads), combines: None, normalise, ..node("a") };
        change(&mut leaf);
        let head = SchemeHead {
            code: "s".parse().expect("a code"),
            edition: 1,
            title: Bilingual::new("ชื่อ", "title"),
            description: Bilingual::new("คำ", "words"),
            rounding: Rounding { decimals: 4, judged: Judged::Rounded },
            classing: None,
            provenance: provenance(),
        };
        let file = SchemeFile { format: Format::One, scheme: head, nodes: vec![node("root"), leaf] };
        file.checked().expect("a scheme")
    }

    fn inputs(figure: &str) -> Inputs {
        Inputs::default().with("a".parse().expect("a code"), Input::Number(amount(figure)))
    }

    /// The leaf of a body among others of 4.7, 6, 8.1 and 10.7.
    fn leaf(scheme: &Scheme, figure: &str) -> Derived {
        let others = ["4.7", "6", "8.1", "10.7"].map(inputs);
        let population = scheme.population("others", &others).expect("a population");
        let derivation = scheme.score(&inputs(figure), &population).expect("a score");
        derivation.root.find(&"a".parse().expect("a code")).expect("the leaf").clone()
    }

    fn every_rule(polarity: &Polarity) -> Vec<Normaliser> {
        let hundred = Amount::HUNDRED;
        let (from, to) = if matches!(polarity, Polarity::Higher) { ("4", "12") } else { ("12", "4") };
        let step = |at: &str, score| Threshold { at: Point::Figure(amount(at)), score: amount(score) };
        let steps = vec![step(from, "20"), step("7", "60"), step(to, "100")];
        // Where less is better a figure is never taken as it is.
        let as_it_is = matches!(polarity, Polarity::Higher).then_some(Normaliser::Identity);
        let turned = vec![
            Normaliser::MinMax { scale: hundred },
            Normaliser::Goalposts { lowest: amount("-2"), highest: amount("12"), scale: hundred },
            Normaliser::ZScore { spread: Spread::Population },
            Normaliser::ZScoreMinMax { spread: Spread::Sample, scale: hundred },
            Normaliser::TargetDistance {
                from: Point::Figure(amount(from)),
                to: Point::Figure(amount(to)),
                scale: hundred,
            },
            Normaliser::Thresholds { steps, below: amount("5") },
            Normaliser::PercentileRank { scale: hundred },
        ];
        as_it_is.into_iter().chain(turned).collect()
    }

    #[test]
    fn what_is_shown_comes_to_the_value_that_is_shown_by_every_rule_in_every_direction() {
        let polarities = [Polarity::Higher, Polarity::Lower, Polarity::Within([amount("0"), amount("2")])];
        for polarity in polarities {
            for rule in every_rule(&polarity) {
                for bounds in [None, Some(Range { lowest: amount("-0.5"), highest: amount("40") })] {
                    let scheme = scheme(polarity.clone(), rule.clone(), |node| node.bounds = bounds);
                    for figure in ["-3", "4.7", "5", "6", "8.1", "9.25", "10.7", "20"] {
                        let leaf = leaf(&scheme, figure);
                        for language in [Language::Th, Language::En] {
                            let shown = how(language, &leaf);
                            let value = leaf.value.expect("a value").approximate();
                            let comes_to = result(&shown, leaf.figure.expect("a figure").approximate());
                            assert!(
                                (comes_to - value).abs() < 0.001,
                                "{polarity:?} {rule:?} {figure}: {shown} is {comes_to}, not {value}"
                            );
                            assert_eq!(
                                shown.matches("kept between").count() + shown.matches("ให้อยู่ระหว่าง").count(),
                                usize::from(bounds.is_some())
                                    + usize::from(matches!(rule, Normaliser::TargetDistance { .. })),
                                "{shown}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn where_less_is_better_the_formula_is_turned_round() {
        let shown =
            |polarity: Polarity, rule: Normaliser| how(Language::En, &leaf(&scheme(polarity, rule, |_| {}), "5"));
        let min_max = || Normaliser::MinMax { scale: Amount::HUNDRED };
        assert_eq!(shown(Polarity::Higher, min_max()), "(5 − 4.7) ÷ (10.7 − 4.7) × 100");
        assert_eq!(shown(Polarity::Lower, min_max()), "(10.7 − 5) ÷ (10.7 − 4.7) × 100");
        let rank = || Normaliser::PercentileRank { scale: Amount::HUNDRED };
        assert_eq!(shown(Polarity::Higher, rank()), "(1 + 0 ÷ 2) ÷ 4 × 100");
        assert_eq!(shown(Polarity::Lower, rank()), "(3 + 0 ÷ 2) ÷ 4 × 100");
        let score = || Normaliser::ZScore { spread: Spread::Population };
        assert!(shown(Polarity::Higher, score()).starts_with("(5 − 7.375) ÷ "));
        assert!(shown(Polarity::Lower, score()).starts_with("(7.375 − 5) ÷ "));
    }

    #[test]
    fn the_limits_of_an_answer_are_told() {
        let shown = |language, change: &dyn Fn(&mut Reads)| {
            let scheme = scheme(Polarity::Higher, Normaliser::Identity, |node| {
                change(node.reads.as_mut().expect("a leaf"));
            });
            how(language, &leaf(&scheme, "5"))
        };
        let cap = |reads: &mut Reads| reads.cap = Some(amount("4"));
        assert_eq!(shown(Language::En, &cap), "as it is; the answer kept from rising above 4");
        assert_eq!(shown(Language::Th, &cap), "ตามค่า; คำตอบที่เกิน 4 นับเป็น 4");
        let floor = |reads: &mut Reads| reads.floor = Some(amount("6"));
        assert_eq!(shown(Language::En, &floor), "as it is; the answer kept from falling below 6");
        let both = |reads: &mut Reads| (reads.floor, reads.cap) = (Some(amount("1")), Some(amount("4")));
        assert_eq!(shown(Language::En, &both), "as it is; the answer kept between 1 and 4");
        let rule = Normaliser::MinMax { scale: Amount::HUNDRED };
        let within = scheme(Polarity::Within([amount("0"), amount("2")]), rule, |_| {});
        let shown = how(Language::En, &leaf(&within, "5"));
        assert_eq!(shown, "(8.7 − 3) ÷ (8.7 − 2.7) × 100; the answer counts by how far it is outside 0 to 2");
    }

    /// What somebody with a calculator gets.
    fn result(shown: &str, figure: f64) -> f64 {
        let mut result = None;
        for part in shown.split("; ") {
            let limits = part.strip_prefix("kept between ").or_else(|| part.strip_prefix("ให้อยู่ระหว่าง "));
            if let Some(limits) = limits {
                let (lowest, highest) = limits.split_once(" and ").or_else(|| limits.split_once(" ถึง ")).expect("two");
                let limit = |text: &str| text.parse::<f64>().expect("a number");
                result = result.map(|result: f64| result.clamp(limit(lowest), limit(highest)));
            } else if part.contains('→') || part.starts_with("the answer") || part.starts_with("คำตอบ") {
                // Words about what was held against, and about the answer before it.
            } else if part == "as it is" || part == "ตามค่า" {
                result = Some(figure);
            } else {
                let formula = part.split_once(": ").map_or(part, |(_, formula)| formula);
                let plain: String = formula.chars().filter(|c| !matches!(c, ' ' | ',')).collect();
                let mut rest = plain.chars().peekable();
                result = Some(sum(&mut rest));
                assert_eq!(rest.next(), None, "{shown} is read to its end");
            }
        }
        result.expect("a formula")
    }

    fn sum(rest: &mut Peekable<Chars<'_>>) -> f64 {
        let mut result = product(rest);
        while let Some(sign) = rest.next_if(|c| matches!(c, '+' | '−')) {
            let next = product(rest);
            result = if sign == '+' { result + next } else { result - next };
        }
        result
    }

    fn product(rest: &mut Peekable<Chars<'_>>) -> f64 {
        let mut result = factor(rest);
        while let Some(sign) = rest.next_if(|c| matches!(c, '×' | '÷')) {
            let next = factor(rest);
            result = if sign == '×' { result * next } else { result / next };
        }
        result
    }

    fn factor(rest: &mut Peekable<Chars<'_>>) -> f64 {
        if rest.next_if_eq(&'(').is_some() {
            let result = sum(rest);
            assert_eq!(rest.next(), Some(')'));
            return result;
        }
        let mut number = String::new();
        while let Some(digit) = rest.next_if(|c| c.is_ascii_digit() || matches!(c, '.' | '-')) {
            number.push(digit);
        }
        number.parse().expect("a number")
    }
}
