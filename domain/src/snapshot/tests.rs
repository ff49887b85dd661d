use super::{fixtures::*, *};
use crate::amount::Amount;
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The same inputs give the same bytes, on every machine and in every release: unless the shipped plan or scheme was
/// changed, another hash here is another format and needs another name.
const GOLDEN: &str = "3a312dcd3471e31c1e1ce85ec6ba23fbd1bb57ca53310de8695ef9255d9198af";

#[test]
fn a_snapshot_verifies_and_says_what_it_holds() {
    let country = Country::new();
    let file = country.snapshot();
    let verified = country.verified(&file).expect("whole");
    assert_eq!(verified.sha256, Hash::of(&file));
    assert_eq!(verified.bytes, file.len() as u64);
    assert_eq!(verified.scores, 12, "six bodies under two schemes");
    assert_eq!(verified.manifest.lines[&Part::Report], 7);
    assert_eq!(verified.manifest.lines[&Part::Organisation], 9);
    assert_eq!(verified.values, 48, "six bodies were asked for eight");
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let file = Country::new().snapshot();
    assert_eq!(file, Country::new().snapshot());
    assert_eq!(Hash::of(&file).to_string(), GOLDEN);
}

#[test]
fn scores_and_places_are_in_the_file() {
    let file = Country::new().snapshot();
    let lines: Vec<Line> = lines(&file);
    let rankings: Vec<&Ranking> =
        lines.iter().filter_map(|line| if let Line::Ranking(it) = line { Some(it) } else { None }).collect();
    assert_eq!(rankings.len(), 2);
    for ranking in rankings {
        assert_eq!((ranking.coverage.contributors, ranking.coverage.expected), (6, 7), "{}", ranking.scheme);
        assert_eq!(ranking.places[0].place, 1);
    }
    let with_nodes = lines
        .iter()
        .filter(|line| matches!(line, Line::Report(report) if report.scores.iter().all(|score| score.nodes.len() > 2)));
    assert_eq!(with_nodes.count(), 7, "every score tells its nodes");
}

/// As `docs/snapshot-format.md` says that they are read.
#[test]
fn the_documents_of_provenance_are_one_without_loose_ends() {
    let lines = lines(&Country::new().snapshot());
    let document = |line: &Line| {
        if let Line::Report(report) = line {
            Some(report.provenance.clone())
        } else if let Line::Provenance(whole) = line {
            Some(whole.clone())
        } else {
            None
        }
    };
    let documents: Vec<serde_json::Value> = lines.iter().filter_map(document).collect();
    let with_prefix: Vec<_> = documents.iter().filter_map(|document| document.get("prefix")).collect();
    assert_eq!(with_prefix, [&serde_json::json!({ "tidtam": "urn:tidtam:" })], "that of the snapshot alone");
    let mut told = BTreeSet::new();
    for members in documents.iter().flat_map(|it| ["agent", "entity", "activity"].map(|kind| it[kind].as_object())) {
        told.extend(members.into_iter().flat_map(|members| members.keys().map(String::as_str)));
    }
    let mut spoken_of = 0;
    for document in &documents {
        for kind in ["used", "wasGeneratedBy", "wasDerivedFrom", "wasAttributedTo"] {
            for relation in document[kind].as_object().into_iter().flat_map(serde_json::Map::values) {
                for (role, name) in
                    relation.as_object().expect("a relation").iter().filter(|(role, _)| *role != "prov:type")
                {
                    let name = name.as_str().expect("a name");
                    assert!(name.starts_with("tidtam:") && told.contains(name), "{kind} {role}: {name}");
                    spoken_of += 1;
                }
            }
        }
    }
    assert!(spoken_of > 50, "{spoken_of}");
}

/// Beyond ASCII the order of bytes, in which names stand, is not that of RFC 8785, which goes by UTF-16.
#[test]
fn every_name_of_a_member_is_ascii() {
    fn names(value: &serde_json::Value) -> Vec<&str> {
        match value {
            serde_json::Value::Object(members) => {
                let own = members.keys().map(String::as_str);
                own.chain(members.values().flat_map(names)).collect()
            }
            serde_json::Value::Array(values) => values.iter().flat_map(names).collect(),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => Vec::new(),
        }
    }
    let file = Country::new().snapshot();
    let mut seen = 0;
    for line in file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: serde_json::Value = serde_json::from_slice(line).expect("a line");
        for name in names(&line) {
            assert!(name.is_ascii(), "{name}");
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen}");
    // The names that somebody gives are codes, and no code is of other letters.
    assert!("ก".parse::<crate::ids::ChoiceCode>().is_err() && "é".parse::<crate::ids::NodeCode>().is_err());
}

/// Whoever holds the key cannot sign a score that the values do not make, either.
#[test]
fn a_signed_lie_about_what_follows_is_found() {
    let country = Country::new();
    let honest = country.snapshot();
    let lie = |change: &dyn Fn(&mut Report)| {
        let mut lines = lines(&honest);
        let report = lines.iter_mut().find_map(|line| match line {
            line if line.key() != "b" => None,
            line => {
                if let Line::Report(report) = line {
                    Some(report)
                } else {
                    None
                }
            }
        });
        change(report.expect("the report"));
        let file = country.signed(&lines);
        country.verified(&file).expect_err("a lie").damage
    };
    let body = || read("b");
    assert_eq!(lie(&|report| report.values[0].figure = Some(Amount::whole(77))), Damage::Figure { body: body() });
    let better = |report: &mut Report| report.scores[0].outcome = Outcome::Absent(crate::score::Absence::NotReported);
    assert_eq!(lie(&better), Damage::Score { body: body(), scheme: read("plan-achievement-opdc") });
    let part = |report: &mut Report| report.scores[1].nodes[1].value = Some(Amount::ONE);
    assert_eq!(lie(&part), Damage::Score { body: body(), scheme: read("uptime") });
    assert_eq!(lie(&|report| drop(report.scores.pop())), Damage::Scores { body: body() });
    assert_eq!(lie(&|report| report.provenance = serde_json::json!({})), Damage::Provenance);
    assert_eq!(lie(&|report| report.state = crate::submission::StateName::Draft), Damage::Completeness);
}

#[test]
fn a_signed_lie_about_places_and_counters_is_found() {
    let country = Country::new();
    let honest = lines(&country.snapshot());
    let lie = |part: Part, change: &dyn Fn(&mut Line)| {
        let mut lines = honest.clone();
        change(lines.iter_mut().find(|line| line.part() == part).expect("the line"));
        country.verified(&country.signed(&lines)).expect_err("a lie").damage
    };
    let swap = |line: &mut Line| {
        if let Line::Ranking(ranking) = line {
            ranking.places.swap(0, 1);
        }
    };
    assert_eq!(lie(Part::Ranking, &swap), Damage::Ranking);
    let more = |line: &mut Line| {
        if let Line::Completeness(of) = line {
            of.counts.accepted += 1;
        }
    };
    assert_eq!(lie(Part::Completeness, &more), Damage::Completeness);
    let other = |line: &mut Line| {
        if let Line::Provenance(said) = line {
            *said = serde_json::json!({ "entity": {} });
        }
    };
    assert_eq!(lie(Part::Provenance, &other), Damage::Provenance);
    let newer = |line: &mut Line| {
        if let Line::Plan(plan) = line {
            plan.plan.version += 1;
        }
    };
    assert_eq!(lie(Part::Plan, &newer), Damage::Stray);
}

#[test]
fn who_was_on_time_is_counted_again_from_when_each_report_was_due() {
    let honest = lines(&Country::new().snapshot());
    let broken = |change: &dyn Fn(&mut Line)| {
        let mut lines = honest.clone();
        lines.iter_mut().for_each(change);
        let country = Country::new();
        country.verified(&country.signed(&lines)).map_err(|broken| broken.damage).err()
    };
    let fewer = |line: &mut Line| {
        if let Line::Completeness(of) = line {
            of.counts.on_time = 0;
        }
    };
    assert_eq!(broken(&fewer), Some(Damage::Completeness));
    let due = |line: &mut Line, due_at: Option<DateTime<Utc>>, only: Option<&str>| {
        if let Line::Report(report) = line
            && only.is_none_or(|only| report.body.as_str() == only)
        {
            report.due_at = due_at;
        }
    };
    assert_eq!(broken(&|line| due(line, Some(at(0)), None)), Some(Damage::Completeness), "each was handed in later");
    assert_eq!(broken(&|line| due(line, Some(read("2024-01-01T00:00:00Z")), None)), Some(Damage::Stray), "less time");
    // Snapshots of earlier releases say it of no report, and are bounded by what was handed in.
    let older = |line: &mut Line| due(line, None, None);
    assert_eq!(broken(&older), None);
    let older_with_fewer = |line: &mut Line| {
        older(line);
        fewer(line);
    };
    assert_eq!(broken(&older_with_fewer), None);
    assert_eq!(broken(&|line| due(line, None, Some("b"))), Some(Damage::Completeness), "of all or of none");
}

#[test]
fn left_out_lines_are_found_even_when_signed() {
    let country = Country::new();
    let honest = lines(&country.snapshot());
    for (number, line) in honest.iter().enumerate() {
        if matches!(line, Line::Manifest(_) | Line::Signature(_)) {
            continue;
        }
        let mut lines = honest.clone();
        lines.remove(number);
        // A body of the register that owes nothing and holds nobody would not be missed; here each is.
        let broken = country.verified(&country.signed(&lines));
        assert!(broken.is_err(), "line {number} {:?}", line.part());
    }
}

#[test]
fn only_keys_that_are_given_and_signed_then_count() {
    let country = Country::new();
    let file = country.snapshot();
    let key = country.key();
    let damage = |keys: Vec<SigningKey>| verify(&file, keys).expect_err("not by these").damage;
    assert_eq!(damage(Vec::new()), Damage::UnknownKey { key: key.id });
    let other = Country { seed: 8, ..country.clone() }.key();
    assert_eq!(damage(vec![other]), Damage::UnknownKey { key: key.id });
    let retired = SigningKey { until: Some(at(29)), ..key.clone() };
    assert_eq!(damage(vec![retired]), Damage::KeyNotThen { key: key.id });
    let later = SigningKey { since: at(31), ..key.clone() };
    assert_eq!(damage(vec![later]), Damage::KeyNotThen { key: key.id });
    assert!(verify(&file, vec![SigningKey { until: Some(at(30)), ..key.clone() }]).is_ok());
    assert!(verify(&file, vec![SigningKey::alone(key.key)]).is_ok());
}

#[test]
fn a_forger_with_a_key_of_their_own_is_found() {
    let country = Country::new();
    let forger = Country { seed: 9, ..country.clone() };
    let mut lines = lines(&country.snapshot());
    lines.retain(|line| !matches!(line, Line::Manifest(_) | Line::Signature(_)));
    let forgery = forger.signed(&lines);
    assert_eq!(country.verified(&forgery).expect_err("forged").damage, Damage::UnknownKey { key: forger.key().id });
    // The forger claims the name of the true key.
    let text =
        String::from_utf8(forgery).expect("text").replace(&forger.key().id.to_string(), &country.key().id.to_string());
    assert_eq!(country.verified(text.as_bytes()).expect_err("forged").damage, Damage::Signature);
}

#[test]
fn the_right_key_with_the_signature_of_another_snapshot_is_found() {
    let country = Country::new();
    let mut other = country.clone();
    other.frame.head.note = "revised".to_owned();
    let [file, another] = [&country, &other].map(|of| String::from_utf8(of.snapshot()).expect("text"));
    assert!(country.verified(another.as_bytes()).is_ok(), "whole by itself");
    let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
    let (own, foreign) = (lines(&file), lines(&another));
    let with_ending_of = |count: usize| {
        let kept = own.iter().take(own.len() - count);
        let file: String = kept.chain(foreign.iter().skip(foreign.len() - count)).map(String::as_str).collect();
        country.verified(file.as_bytes()).expect_err("another one").damage
    };
    assert_eq!(with_ending_of(1), Damage::Signature);
    // The manifest of another one that was taken at the same instant names other lines.
    assert_eq!(with_ending_of(2), Damage::Root);
}

#[test]
fn what_stands_after_the_signature_is_told_so_with_or_without_an_end_of_its_line() {
    let country = Country::new();
    let file = String::from_utf8(country.snapshot()).expect("text");
    let last = u64::try_from(file.lines().count()).expect("a number");
    let cut_off = country.verified(file.trim_end().as_bytes()).expect_err("not whole");
    assert_eq!((cut_off.damage, cut_off.line), (Damage::CutOff, last));
    let long = "ก".repeat(100_000);
    for more in ["x", "\n", " ", "\0", "{}\n", "x\ny", &file, &long] {
        let broken = country.verified(format!("{file}{more}").as_bytes()).expect_err("not whole");
        assert_eq!((broken.damage, broken.line), (Damage::TooMuch, last + 1), "{} bytes", more.len());
        // However the pieces come in.
        let mut verifier = Verifier::new(vec![country.key()]);
        verifier.push(file.as_bytes()).expect("whole so far");
        verifier.push(b"").expect("nothing more");
        assert_eq!(verifier.push(more.as_bytes()).expect_err("not whole").damage, Damage::TooMuch);
    }
}

#[test]
fn what_is_no_snapshot_is_told_so() {
    let country = Country::new();
    for file in ["", "{}", "PK\u{3}\u{4}", "{\"head\":{}}\n", "\n", "[1]\n{\"a\":1}\n"] {
        assert_eq!(country.verified(file.as_bytes()), Err(Broken { line: 1, damage: Damage::NoSnapshot }), "{file:?}");
    }
}

#[test]
fn a_second_text_for_the_same_line_is_refused() {
    let country = Country::new();
    let file = String::from_utf8(country.snapshot()).expect("text");
    for (from, to) in [
        ("{\"head\":{", "{ \"head\":{"),
        ("\"value\":\"3\"", "\"value\":\"3.0\""),
        ("\"note\":\"\"", "\"note\":\"\",\"x\":1"),
        ("Z\"", "+00:00\""),
    ] {
        let other = file.replacen(from, to, 1);
        assert_ne!(other, file, "{from}");
        let damage = country.verified(other.as_bytes()).expect_err("another text").damage;
        assert!(matches!(damage, Damage::NotCanonical | Damage::NoSnapshot), "{to}: {damage}");
    }
}

#[test]
fn a_key_is_vouched_for_by_the_one_before() {
    use ed25519_dalek::Signer as _;
    let (old, new) = (Country::new(), Country { seed: 8, ..Country::new() });
    let before = old.key();
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let signature = Signature::new(secret.sign(text_to_vouch(&new.key().key).as_bytes()).to_bytes());
    let key = SigningKey { vouched: Some(Vouched { by: before.id, signature }), ..new.key() };
    assert!(key.is_vouched_by(&before));
    let other = Country { seed: 9, ..Country::new() }.key();
    assert!(!SigningKey { key: other.key, ..key.clone() }.is_vouched_by(&before));
    assert!(!SigningKey { vouched: None, ..key }.is_vouched_by(&before));
}

#[test]
fn a_key_that_comes_after_a_lost_one_has_nobodys_word_and_nor_have_those_that_it_vouches_for() {
    use ed25519_dalek::Signer as _;
    let [first, lone, last] = [7, 8, 9].map(|seed| Country { seed, ..Country::new() }.key());
    let secret = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    let signature = Signature::new(secret.sign(text_to_vouch(&last.key).as_bytes()).to_bytes());
    let last = SigningKey { vouched: Some(Vouched { by: lone.id, signature }), ..last };
    let of =
        |keys: &[&SigningKey]| KeyHistory { keys: keys.iter().copied().cloned().collect(), ..KeyHistory::default() };
    let history = of(&[&first, &lone, &last]);
    let ends = |history: &KeyHistory, key: &SigningKey| history.unvouched(&key.id).map(|key| key.id);
    assert_eq!(ends(&history, &first), None);
    assert_eq!(ends(&history, &lone), Some(lone.id));
    assert_eq!(ends(&history, &last), Some(lone.id), "its word comes from a key that has none");
    assert_eq!(ends(&of(&[&lone, &last]), &last), None);
    assert_eq!(ends(&of(&[&first]), &last), None, "it is not among them");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn pieces_of_any_size_verify_alike(size in 1usize..5_000) {
        let country = Country::new();
        let file = country.snapshot();
        let mut verifier = Verifier::new(vec![country.key()]);
        for piece in file.chunks(size) {
            prop_assert_eq!(verifier.push(piece), Ok(()));
        }
        prop_assert_eq!(verifier.finish().map(|verified| verified.sha256), Ok(Hash::of(&file)));
    }

    #[test]
    fn whatever_is_read_is_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(verify(&bytes, Vec::new()).is_err());
    }
}
