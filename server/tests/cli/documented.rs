//! Every command and option that the documentation names is one, and every command is named there.

use super::Place;
use std::collections::{BTreeMap, BTreeSet};

/// What is written for whoever installs, calls or takes part, but for what was once decided or changed.
const WRITTEN: [(&str, &str); 6] = [
    ("README.md", include_str!("../../../README.md")),
    ("docs/operating.md", include_str!("../../../docs/operating.md")),
    ("docs/api.md", include_str!("../../../docs/api.md")),
    ("docs/architecture.md", include_str!("../../../docs/architecture.md")),
    ("docs/snapshot-format.md", include_str!("../../../docs/snapshot-format.md")),
    ("reference/README.md", include_str!("../../../reference/README.md")),
];

/// What is set as code: the lines between fences, and what stands between two backticks, wherever its lines break.
fn code(text: &str) -> Vec<String> {
    let (mut found, mut prose, mut is_fenced) = (Vec::new(), String::new(), false);
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        } else if is_fenced {
            found.push(line.trim().to_owned());
        } else {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    let spans = prose.split("\n\n").flat_map(|paragraph| paragraph.split('`').skip(1).step_by(2));
    found.extend(spans.map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")));
    found
}

/// The words behind the program's name; in the table of imports the name is left out.
fn words(code: &str) -> Option<Vec<&str>> {
    let piece = code.split('|').find_map(|piece| {
        let (program, words) = piece.trim_start_matches(['"', ' ']).split_once(' ')?;
        (program == "tidtam" || program.ends_with("/tidtam")).then_some(words)
    });
    let words = piece.or_else(|| code.starts_with("import ").then_some(code))?.split_whitespace();
    let words = words.map(|word| word.trim_matches(['[', ']', '"', ',']));
    Some(words.take_while(|word| !["<", ">", "#"].contains(word)).collect())
}

/// What commands say of themselves, each asked once.
struct Told(BTreeMap<Vec<String>, Option<String>>);

impl Told {
    /// What a command says of itself; nothing where there is none of this name.
    fn help(&mut self, path: &[&str]) -> Option<String> {
        let key: Vec<String> = path.iter().map(|word| (*word).to_owned()).collect();
        let told = self.0.entry(key).or_insert_with(|| {
            let (code, said, _) = Place::new().run(&[&["help"][..], path].concat());
            (code == Some(0)).then_some(said)
        });
        told.clone()
    }

    /// The commands below one.
    fn below(&mut self, path: &[&str]) -> BTreeSet<String> {
        let said = self.help(path).unwrap_or_default();
        let listed = said.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
        let listed = listed.take_while(|line| line.starts_with("  "));
        let names = listed.filter(|line| !line.starts_with("   ")).filter_map(|line| line.split_whitespace().next());
        names.filter(|name| *name != "help").map(str::to_owned).collect()
    }
}

/// The command that words begin with, or the word that is none.
fn command<'a>(told: &mut Told, words: &[&'a str]) -> Result<Vec<&'a str>, &'a str> {
    let mut path = Vec::new();
    for word in words {
        let below = told.below(&path);
        let is_name = word.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !word.starts_with('-');
        if below.is_empty() || !is_name {
            break;
        }
        if !below.contains(*word) {
            return Err(word);
        }
        path.push(*word);
    }
    Ok(path)
}

#[test]
fn every_command_that_is_documented_is_there_with_its_options() {
    let (mut told, mut named, mut wrong) = (Told(BTreeMap::new()), BTreeSet::new(), Vec::new());
    for (file, text) in WRITTEN {
        for code in code(text) {
            let Some(mut words) = words(&code).filter(|words| words.first() != Some(&"help")) else { continue };
            // Where settings come from may stand before the command.
            while words.first().is_some_and(|word| ["--config", "--data"].contains(word)) {
                words.drain(..2);
            }
            let path = match command(&mut told, &words) {
                Ok(path) => path,
                Err(word) => {
                    wrong.push(format!("{file}: {code}: no command {word}"));
                    continue;
                }
            };
            let help = told.help(&path).unwrap_or_default();
            // Of a group of commands it is not said which one takes an option.
            let options = words.iter().filter(|word| word.starts_with("--") && told.below(&path).is_empty());
            for option in options.map(|word| word.split('=').next().unwrap_or(word)) {
                if !help.split([' ', '\n', ',']).any(|word| word == option) {
                    wrong.push(format!("{file}: {code}: no option {option}"));
                }
            }
            named.insert(path.join(" "));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    for group in told.below(&[]) {
        let below = told.below(&[group.as_str()]);
        let all = below.iter().map(|name| format!("{group} {name}")).chain(below.is_empty().then(|| group.clone()));
        for command in all {
            assert!(named.contains(&command), "{command} is documented nowhere");
        }
    }
}

#[test]
fn what_is_no_command_or_option_would_be_found() {
    let mut told = Told(BTreeMap::new());
    assert_eq!(
        code("a `tidtam rollups\nrebuild` b\n```\ntidtam serve\n```\n"),
        ["tidtam serve", "tidtam rollups rebuild"]
    );
    assert_eq!(
        words("echo x | tidtam export values [--round 2570-q1] > y"),
        Some(vec!["export", "values", "--round", "2570-q1"])
    );
    assert_eq!(words("cargo build"), None);
    assert_eq!(command(&mut told, &["snapshot", "take", "2570-q1"]), Ok(vec!["snapshot", "take"]));
    assert_eq!(command(&mut told, &["snapshot", "withdraw"]), Err("withdraw"));
    assert_eq!(command(&mut told, &["publish"]), Err("publish"));
    assert!(
        told.help(&["snapshot", "take"]).is_some_and(|said| said.contains("--stage") && !said.contains("--embargo"))
    );
}

#[test]
fn a_command_without_the_one_above_it_is_told_by_both_names() {
    let (code, _, said) = Place::new().run(&["verify", "2570-q1.final.1.tidtam"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("snapshot verify") && said.contains("audit verify"), "{said}");
    assert!(!said.contains("verify-config"), "{said}");
    let (_, _, said) = Place::new().run(&["snapshto"]);
    assert!(said.contains("'snapshot'"), "what only looks alike is still named: {said}");
}
