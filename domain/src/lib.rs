//! Level 0: what is true about reporting on a digital government plan.
//!
//! Pure rules: no input or output, no clock, no chance; the same code runs on the server and in the browser.

/// Who may do what, where: roles, grants and the one table of permissions.
pub mod access;
/// Accounts and the rules of a good password.
pub mod account;
/// What somebody should look at in an agency's figures.
pub mod alert;
/// Exact decimals, and reading the numbers people type.
pub mod amount;
/// What is announced about rounds.
pub mod announcement;
/// The hash-chained record of everything that was done.
pub mod audit;
/// The letter by which an approver lets a report be filed on their behalf.
pub mod authority_letter;
/// Buddhist-Era years, Thai digits and Thai dates.
pub mod buddhist;
/// Fiscal years, quarters and the periods that are reported on.
pub mod calendar;
/// Figures that agencies publish and Tidtam fetches.
pub mod collector;
/// What became another in the definition of an indicator.
pub mod definition;
/// An approver lets somebody else sign for a time.
pub mod delegation;
/// A large file with the answers of many agencies on its way.
pub mod delivery;
/// Indicators that are worked out from others.
pub mod derived;
/// Places that published snapshots are handed to.
pub mod destination;
/// What a reporter types for one indicator, kept exactly as typed.
pub mod entry;
/// Files that prove a value.
pub mod evidence;
/// Formulas of derived indicators: read, checked by unit, worked out.
pub mod expression;
/// What the address of a dashboard narrows it by.
pub mod filter;
/// Looking ahead: the present pace, the required one, and where a figure comes out.
pub mod forecast;
/// Public holidays, and which days offices work.
pub mod holiday;
/// Identifiers: one type for each kind of thing.
pub mod ids;
/// What is measured, how, and in which direction is better.
pub mod indicator;
/// Under which licence published data may be used.
pub mod license;
/// Mail on its way out.
pub mod mail;
/// How numbers and years are written for somebody.
pub mod manner;
/// Two people typed into one entry.
pub mod merge;
/// Names as people look for them: found by any part, in the order of a Thai dictionary.
pub mod name;
/// One network address, or a range of them.
pub mod network;
/// An agency objects to a value that DGA verified.
pub mod objection;
/// Reminders of objections that wait for an answer.
pub mod objection_reminder;
/// Bodies of the state, their tree and how it changes over time.
pub mod organisation;
/// An instant of the past, as somebody asks for it.
pub mod past;
/// With whom a body is compared.
pub mod peers;
/// Plans: strategies, goals, indicators and where each figure comes from.
pub mod plan;
/// What is wrong or surprising in an entry.
pub mod problem;
/// A published snapshot as the public reads it.
pub mod publication;
/// Times of day, and the hours in which nobody is disturbed.
pub mod quiet;
/// Agencies in order, and when an order means anything.
pub mod ranking;
/// A measured value in its parts.
pub mod reading;
/// Rounds that recur by a rule.
pub mod recurrence;
/// Why a step of a report is refused.
pub mod refusal;
/// The register of bodies, now and on earlier days.
pub mod register;
/// Who is reminded of which reports, and when.
pub mod reminder;
/// Who owes reports.
pub mod reporters;
/// Values of many bodies taken together, only in ways that make sense.
pub mod rollup;
/// Reporting rounds.
pub mod round;
/// The rules that find problems in an entry.
pub mod rule;
/// Scores: weighted trees over indicators, each with the derivation that explains it.
pub mod score;
/// A page that somebody lets others read by a link.
pub mod share;
/// A report as a spreadsheet that is filled in away from the server.
pub mod sheet;
/// How large bodies are.
pub mod size;
/// Frozen, signed copies of a round, which anybody can verify.
pub mod snapshot;
/// Figures of many bodies side by side.
pub mod spread;
/// On course, at risk, off course or no data.
pub mod status;
/// A report's way from draft to accepted.
pub mod submission;
/// Numbers that look wrong: against the time before, one's own history, bodies of the same kind, the unit.
pub mod surprise;
/// What the tests of several levels share.
#[cfg(any(test, feature = "testing"))]
pub mod testing;
/// Thai and English words of the same thing.
pub mod text;
/// The package of a snapshot as the Thai Government Data Catalog takes it.
pub mod thai_catalogue;
/// Who hands in on time, and in which order.
pub mod timeliness;
/// Moves of bodies as they are told: what cannot have been, and what is doubted.
pub mod told_move;
/// Baseline, targets and what is expected in between.
pub mod trajectory;
/// How far a figure can be trusted.
pub mod trust;
/// What is typed and not sent yet, as a browser keeps it.
pub mod unsent;
/// Which agency needs a look first.
pub mod urgency;
/// What is usual among figures: median and spread.
pub mod usual;
/// Messages to programs of others that something was published.
pub mod webhook;
/// When a round is open, for whom.
pub mod window;
