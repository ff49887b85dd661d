//! Every word on the screens, in Thai and English: one file for each page, each with a struct whose consts `TH` and `EN`
//! must name every word, so that a missing one does not compile.

/// Words of what is refused about accounts, passwords and rounds.
mod account_refusals;
/// Words of one's own account and of everybody's.
#[cfg(feature = "ssr")]
pub mod accounts;
/// Words of what somebody should look at.
#[cfg(feature = "ssr")]
pub mod alerts;
/// Words of the audit log.
#[cfg(feature = "ssr")]
pub mod audit;
/// Words of filing on behalf of an approver.
#[cfg(feature = "ssr")]
pub mod authority_letters;
/// Words of what cannot be read in the body that a program sends.
#[cfg(feature = "ssr")]
pub mod bodies;
/// Words of a figure held against what is expected of it.
#[cfg(feature = "ssr")]
pub mod bullet;
/// Words of the calendar.
#[cfg(feature = "ssr")]
pub mod calendar;
/// Words of charts.
pub mod charts;
/// Words of what is refused about collectors.
mod collector_refusals;
/// Words of collectors.
#[cfg(feature = "ssr")]
pub mod collectors;
/// Words of bodies side by side.
#[cfg(feature = "ssr")]
pub mod compare;
/// Words of how complete reports are.
#[cfg(feature = "ssr")]
pub mod completeness;
/// Words of what is wrong with a snapshot.
pub mod damage;
/// Words of the dashboards: the country, a body, an indicator, and who is late.
pub mod dashboards;
/// Words of definitions that changed.
#[cfg(feature = "ssr")]
pub mod definitions;
/// Words of signing on behalf.
#[cfg(feature = "ssr")]
pub mod delegations;
/// Words of large files.
#[cfg(feature = "ssr")]
pub mod deliveries;
/// Words of places that published snapshots are handed to.
#[cfg(feature = "ssr")]
pub mod destinations;
/// Words of the API.
#[cfg(feature = "ssr")]
pub mod developers;
/// Words of what was done.
#[cfg(feature = "ssr")]
pub(crate) mod done;
/// Words of the files of snapshots.
#[cfg(feature = "ssr")]
pub mod exports;
/// Words of sourced figures from outside.
#[cfg(feature = "ssr")]
pub mod facts;
/// Words of pages that could not be shown.
#[cfg(feature = "ssr")]
pub mod failures;
/// Words of calendar programs' feeds, and of what was announced.
#[cfg(feature = "ssr")]
pub mod feeds;
/// Words of where a figure goes.
#[cfg(feature = "ssr")]
pub mod forecast;
/// How numbers, dates and instants are shown.
pub mod format;
/// Words of bodies against indicators.
#[cfg(feature = "ssr")]
pub mod heat_map;
/// Words of indicators.
pub mod indicators;
/// Words of the improvement letter.
#[cfg(feature = "ssr")]
pub mod letter;
/// Words of the outbox.
#[cfg(feature = "ssr")]
pub mod mails;
/// Words of how mature the country is.
#[cfg(feature = "ssr")]
pub mod maturity;
/// Words of how an indicator is measured.
pub mod measures;
/// Words of what changed since the round before.
#[cfg(feature = "ssr")]
pub mod movers;
/// Words of pages that are narrowed to one strategy or to bodies of one kind.
#[cfg(feature = "ssr")]
pub mod narrowed;
/// What reminders of objections by mail say.
#[cfg(feature = "ssr")]
pub mod objection_mails;
/// Words of objections.
#[cfg(feature = "ssr")]
pub mod objections;
/// Words of the operations page.
#[cfg(feature = "ssr")]
pub mod operations;
/// Words of bodies of the state.
pub mod organisations;
/// Words of reports that are set for printing.
#[cfg(feature = "ssr")]
pub mod papers;
/// Words of the parts that many pages share.
pub mod parts;
/// Words of pages as they were at an earlier instant.
#[cfg(feature = "ssr")]
pub mod past;
/// Words of peers, and of a score beside theirs.
#[cfg(feature = "ssr")]
pub mod peers;
/// Words of plans, their strategies and where statements come from.
pub mod plans;
/// Words of what is wrong or surprising in an entry.
pub mod problems;
/// Words of the pillars of a body beside those of others.
#[cfg(feature = "ssr")]
pub mod profile;
/// Words of the map of the provinces.
#[cfg(feature = "ssr")]
pub mod province_map;
/// Words of what everybody may read.
#[cfg(feature = "ssr")]
pub mod publications;
/// Words of what cannot be read in the query of a program.
#[cfg(feature = "ssr")]
pub mod queries;
/// Words of what can be refused.
pub mod refusals;
/// Sentences on what changed between two snapshots.
#[cfg(feature = "ssr")]
pub mod release_notes;
/// What reminders by mail say.
#[cfg(feature = "ssr")]
pub mod reminder_mails;
/// Words of reminders.
#[cfg(feature = "ssr")]
pub mod reminders;
/// Words of the report form.
#[cfg(feature = "ssr")]
pub mod report;
/// Words of the mail that brings the national report.
#[cfg(feature = "ssr")]
pub mod report_mails;
/// Words of how firm places are.
#[cfg(feature = "ssr")]
pub mod robustness;
/// Words of rounds that recur by rule, and of public holidays.
#[cfg(feature = "ssr")]
pub mod round_rules;
/// Words of how a score finds its class.
#[cfg(feature = "ssr")]
pub mod score_classes;
/// Words of how the value of a node was computed.
#[cfg(feature = "ssr")]
pub(crate) mod score_formulas;
/// Words of bodies whose score rose or fell.
#[cfg(feature = "ssr")]
pub mod score_movers;
/// Words of scores.
#[cfg(feature = "ssr")]
pub mod scores;
/// Words of looking for bodies and indicators.
#[cfg(feature = "ssr")]
pub mod search;
/// Words of links to pages.
#[cfg(feature = "ssr")]
pub mod shares;
/// Words of reports by spreadsheet.
#[cfg(feature = "ssr")]
pub mod sheets;
/// Words around every page.
pub mod shell;
/// Words of signing in.
pub mod sign_in;
/// Words of snapshots.
#[cfg(feature = "ssr")]
pub mod snapshots;
/// Words of states, roles and statuses.
pub mod states;
/// Words of people who get the national report by mail.
#[cfg(feature = "ssr")]
pub mod subscribers;
/// Words of pages that are made of figures of a grade alone.
#[cfg(feature = "ssr")]
pub mod trust;
/// Words of indicators without a status that miss nothing.
#[cfg(feature = "ssr")]
pub mod unjudged;
/// Words of programs that are told of releases.
#[cfg(feature = "ssr")]
pub mod webhooks;
/// Words of what a score would be.
#[cfg(feature = "ssr")]
pub mod what_if;
/// Words of the inbox.
pub mod work;
/// Words of how a derived value was worked out.
#[cfg(feature = "ssr")]
pub mod workings;

use domain::text::Language;

/// Gives the words of a language.
pub trait Words: Sized + 'static {
    /// Thai.
    const TH: Self;
    /// English.
    const EN: Self;

    /// In a language.
    fn of(language: Language) -> &'static Self;
}

/// Declares a struct of words with both languages.
macro_rules! words {
    ($(#[$meaning:meta])* $name:ident { $($(#[$doc:meta])* $word:ident: $thai:expr, $english:expr;)* }) => {
        $(#[$meaning])*
        #[derive(Debug)]
        pub struct $name {
            $($(#[$doc])* #[expect(missing_docs, reason = "the words say it")] pub $word: &'static str,)*
        }

        impl $crate::text::Words for $name {
            const TH: Self = Self { $($word: $thai,)* };
            const EN: Self = Self { $($word: $english,)* };

            fn of(language: domain::text::Language) -> &'static Self {
                static TH: $name = <$name as $crate::text::Words>::TH;
                static EN: $name = <$name as $crate::text::Words>::EN;
                match language {
                    domain::text::Language::Th => &TH,
                    domain::text::Language::En => &EN,
                }
            }
        }
    };
}
pub(crate) use words;

/// One of both.
fn either(language: Language, th: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Th => th,
        Language::En => en,
    }
}

/// Whether Thai letters are in a text.
pub fn is_thai(text: &str) -> bool {
    text.chars().any(is_thai_letter)
}

/// Whether a letter or mark is Thai.
pub fn is_thai_letter(letter: char) -> bool {
    ('\u{e00}'..='\u{e7f}').contains(&letter)
}

/// The language of a text that is not that of its page: Thai on an English one.
pub fn foreign(language: Language, text: &str) -> Option<&'static str> {
    (language == Language::En && is_thai(text)).then_some("th")
}

/// The words of a type in a language: `words_in::<Work>(language).title`.
pub fn words_in<W: Words>(language: Language) -> &'static W {
    W::of(language)
}
