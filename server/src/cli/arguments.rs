//! Why arguments cannot be read: what the reader of arguments says in English, after a line in Thai, and without repeating all of
//! what is far too long.

use super::{Cli, terminal};
use app::text::queries::a_code;
use clap::{
    CommandFactory as _,
    error::{ContextKind, ContextValue, ErrorKind},
};
use domain::{ids::CodeError, text::Language};
use std::error::Error;

/// The longest of what was typed that is repeated, in characters.
const LONGEST_REPEATED: usize = 64;
/// What is wrong, in Thai; help and versions have no line here.
const THAI: [(ErrorKind, &str); 12] = [
    (ErrorKind::InvalidValue, "ค่าที่ระบุใช้ไม่ได้"),
    (ErrorKind::ValueValidation, "ค่าที่ระบุใช้ไม่ได้"),
    (ErrorKind::UnknownArgument, "ไม่มีตัวเลือกนี้"),
    (ErrorKind::InvalidSubcommand, "ไม่มีคำสั่งนี้"),
    (ErrorKind::MissingSubcommand, "ต้องระบุคำสั่งย่อย"),
    (ErrorKind::MissingRequiredArgument, "ขาดสิ่งที่ต้องระบุ"),
    (ErrorKind::ArgumentConflict, "ระบุสิ่งเหล่านี้พร้อมกันไม่ได้"),
    (ErrorKind::NoEquals, "ต้องมีเครื่องหมาย = หลังตัวเลือก"),
    (ErrorKind::TooManyValues, "ระบุหลายค่าเกินไป"),
    (ErrorKind::TooFewValues, "ระบุค่าไม่ครบจำนวน"),
    (ErrorKind::WrongNumberOfValues, "จำนวนค่าที่ระบุไม่ถูกต้อง"),
    (ErrorKind::InvalidUtf8, "สิ่งที่ระบุไม่ใช่ข้อความ UTF-8"),
];

/// Tells why the arguments cannot be read, and ends the program.
pub(super) fn refuse(refusal: clap::Error) -> ! {
    let refusal = cut(pointed(refusal));
    if let Some(thai) = thai(&refusal) {
        terminal::tell(thai);
    }
    refusal.exit()
}

/// The same refusal; of a command that stands below others, as `verify` does, it names those instead of what only looks alike.
fn pointed(mut refusal: clap::Error) -> clap::Error {
    let Some(ContextValue::String(typed)) = refusal.get(ContextKind::InvalidSubcommand) else { return refusal };
    let all = Cli::command();
    let has_it = |above: &&clap::Command| above.find_subcommand(typed).is_some();
    let below = all.get_subcommands().filter(has_it).map(|above| format!("{} {typed}", above.get_name()));
    let below: Vec<String> = below.collect();
    if !below.is_empty() {
        refusal.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(below));
    }
    refusal
}

/// The same refusal, repeating no more of what was typed than people can tell it by, and nothing that steers a terminal.
fn cut(mut refusal: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidValue, ContextKind::InvalidArg, ContextKind::InvalidSubcommand] {
        let Some(ContextValue::String(typed)) = refusal.get(kind) else { continue };
        let shown = shown(typed);
        if shown != *typed {
            refusal.insert(kind, ContextValue::String(shown));
            // A hint how else to write it repeats it.
            refusal.insert(ContextKind::Suggested, ContextValue::None);
        }
    }
    refusal
}

fn shown(typed: &str) -> String {
    let seen = |character: char| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character };
    let end = if typed.chars().count() > LONGEST_REPEATED { "…" } else { "" };
    typed.chars().take(LONGEST_REPEATED).map(seen).chain(end.chars()).collect()
}

/// The line in Thai, with what it is about where that is known.
fn thai(refusal: &clap::Error) -> Option<String> {
    let (_, what) = THAI.iter().find(|(kind, _)| *kind == refusal.kind())?;
    let about = refusal.get(ContextKind::InvalidArg).or_else(|| refusal.get(ContextKind::InvalidSubcommand));
    let about = about.map_or_else(String::new, |about| format!(": {about}"));
    let is_no_code = refusal.source().is_some_and(<dyn Error>::is::<CodeError>);
    let code = if is_no_code { format!(" ({})", a_code(Language::Th)) } else { String::new() };
    Some(format!("{what}{about}{code}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    fn refused(arguments: &[&str]) -> (String, String) {
        let arguments = std::iter::once("tidtam").chain(arguments.iter().copied());
        let refusal = cut(pointed(Cli::try_parse_from(arguments).expect_err("it cannot be read")));
        (thai(&refusal).unwrap_or_default(), refusal.to_string())
    }

    #[test]
    fn whatever_cannot_be_read_is_told_in_both_languages() {
        for (arguments, thai, english) in [
            (&["snapshot", "take", "ไทย"][..], "ค่าที่ระบุใช้ไม่ได้: <ROUND> (รหัสยาว 1–64 อักขระ", "is not a code"),
            (&["snapshot", "list", "--round", ""], "ค่าที่ระบุใช้ไม่ได้: --round <ROUND>", "--round <ROUND>"),
            (&["snapshot", "take", "2570-q1", "--stage", "gold"], "ค่าที่ระบุใช้ไม่ได้: --stage <STAGE>", "final"),
            (&["restore"], "ขาดสิ่งที่ต้องระบุ: <FILE>", "required arguments"),
            (
                &["copy", "--from", "mysql://x", "--to", "sqlite://y"],
                "ค่าที่ระบุใช้ไม่ได้: --from <URL>",
                "ต้องขึ้นต้นด้วย sqlite://",
            ),
            (&["frobnicate"], "ไม่มีคำสั่งนี้: frobnicate", "unrecognized subcommand"),
            (&["migrate", "--frobnicate"], "ไม่มีตัวเลือกนี้: --frobnicate", "unexpected argument"),
        ] {
            let told = refused(arguments);
            assert!(told.0.starts_with(thai), "{arguments:?}: {}", told.0);
            assert!(told.1.contains(english), "{arguments:?}: {}", told.1);
        }
        assert_eq!(refused(&["--help"]).0, "", "help is no refusal");
    }

    #[test]
    fn nothing_far_too_long_is_repeated_whole_and_nothing_steers_a_terminal() {
        let long = "x".repeat(10_000);
        let option = format!("--{long}");
        for arguments in [
            &["snapshot", "take", long.as_str()][..],
            &[long.as_str()],
            &["migrate", option.as_str()],
            &["snapshot", "take", option.as_str()],
        ] {
            let (thai, english) = refused(arguments);
            assert!(thai.len() + english.len() < 2_000, "{english}");
        }
        let (_, english) = refused(&["snapshot", "take", "a\u{1b}[31m"]);
        assert!(!english.contains('\u{1b}'), "{english:?}");
        assert_eq!(shown("สั้น"), "สั้น");
    }
}
