//! What reminders by mail say: in Thai first and then in English, since one person's language is not known when they are written.

use super::{format, reminders::stage};
use chrono::{DateTime, Utc};
use domain::{organisation::Organisation, reminder::Reminded, text::Language};
use html_escape::{encode_double_quoted_attribute, encode_text};
use service::mails::{Letter, Written};

super::words! {
    /// Reminders by mail.
    ReminderMails {
        from: "ติดตาม", "Tidtam";
        dear: "เรียน", "Dear";
        before: "เตือนส่งรายงาน", "Reminder to report";
        late: "เลยกำหนดส่งรายงาน", "Report overdue";
        due: "กำหนดส่ง", "due";
        was_due: "ครบกำหนดเมื่อ", "was due";
        waits: "รายงานต่อไปนี้ยังไม่พ้นจากหน่วยงาน ข้อมูล ณ", "These reports are still with their agencies, as of";
        more: "และรายงานของหน่วยงานอื่นอีก", "and reports of other agencies:";
        my_work: "ดูทุกเรื่องที่รอท่านได้ที่", "All that waits for you is at";
        why: "ระบบส่งอีเมลนี้ให้ผู้มีหน้าที่กับรายงานโดยอัตโนมัติ โปรดอย่าตอบกลับ", "This mail goes by itself to those whose duty the report is. Please do not answer it";
    }
}

/// A reminder in words.
pub fn reminder(letter: &Letter) -> Written {
    if let Some(report) = &letter.report {
        return super::report_mails::report(letter, report);
    }
    if !letter.objections.is_empty() {
        return super::objection_mails::reminder(letter);
    }
    let due_at = letter.reports.iter().map(|(_, reminded)| reminded.due_at).min();
    let both = |written: fn(Language, &Letter, Option<DateTime<Utc>>) -> String| {
        [Language::Th, Language::En].map(|language| written(language, letter, due_at))
    };
    let (subject, text, html) = (both(subject), both(text), both(html));
    let words = |language| super::words_in::<ReminderMails>(language);
    Written {
        from_name: format!("{} · {}", words(Language::Th).from, words(Language::En).from),
        subject: subject.join(" · "),
        text: text.join("\n\n――――――――――\n\n"),
        html: format!(
            "<!doctype html>\n<html lang=\"th\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{}\n</body></html>\n",
            encode_text(&subject[0]),
            html.join("\n<hr>\n")
        ),
    }
}

fn is_late(letter: &Letter) -> bool {
    letter.days > 0
}

fn subject(language: Language, letter: &Letter, due_at: Option<DateTime<Utc>>) -> String {
    let words = super::words_in::<ReminderMails>(language);
    let (what, when) = if is_late(letter) { (words.late, words.was_due) } else { (words.before, words.due) };
    let period = format::short_period(language, letter.period);
    let due = due_at.map(|at| format!(" {when} {}", format::day(language, domain::buddhist::bangkok_day(at))));
    format!("{what} {period}{}", due.unwrap_or_default())
}

fn text(language: Language, letter: &Letter, _: Option<DateTime<Utc>>) -> String {
    let words = super::words_in::<ReminderMails>(language);
    let mut lines = vec![
        format!("{} {}", words.dear, letter.name),
        String::new(),
        format::period(language, letter.period),
        format!("{} {}", words.waits, format::instant(language, letter.written_at)),
        String::new(),
    ];
    for (agency, reminded) in &letter.reports {
        let when = if reminded.due_at < letter.written_at { words.was_due } else { words.due };
        lines.push(format!("• {}", agency.name.in_language(language)));
        lines.push(format!(
            "  {} · {when} {}",
            stage(language, reminded.stage),
            format::instant(language, reminded.due_at)
        ));
        lines.push(format!("  {}/reports/{}/{}", letter.site, letter.round, agency.code));
    }
    let named = i64::try_from(letter.reports.len()).unwrap_or(i64::MAX);
    if letter.counts.all() > named {
        lines.push(format!("{} {}", words.more, format::count(letter.counts.all() - named)));
    }
    lines.extend([String::new(), format!("{} {}/", words.my_work, letter.site), words.why.to_owned()]);
    lines.join("\n")
}

/// The same as HTML: words, a list and links, and nothing that a mail program would have to fetch.
fn html(language: Language, letter: &Letter, _: Option<DateTime<Utc>>) -> String {
    let words = super::words_in::<ReminderMails>(language);
    let link = |address: &str, word: &str| {
        format!("<a href=\"{}\">{}</a>", encode_double_quoted_attribute(address), encode_text(word))
    };
    let paragraph = |text: &str| format!("<p>{}</p>", encode_text(text));
    let item = |(agency, reminded): &(Organisation, Reminded)| {
        let when = if reminded.due_at < letter.written_at { words.was_due } else { words.due };
        let address = format!("{}/reports/{}/{}", letter.site, letter.round, agency.code);
        let told =
            format!("{} · {when} {}", stage(language, reminded.stage), format::instant(language, reminded.due_at));
        format!("<li>{}<br>{}</li>", link(&address, agency.name.in_language(language)), encode_text(&told))
    };
    let waits = format!("{} {}", words.waits, format::instant(language, letter.written_at));
    let items: String = letter.reports.iter().map(item).collect();
    let named = i64::try_from(letter.reports.len()).unwrap_or(i64::MAX);
    let more = letter.counts.all() - named;
    let more = if more > 0 { paragraph(&format!("{} {}", words.more, format::count(more))) } else { String::new() };
    let my_work = format!("{}/", letter.site);
    format!(
        "<div lang=\"{}\">{}{}{}<ul>{items}</ul>{more}<p>{} {}</p>{}</div>",
        language.as_ref(),
        paragraph(&format!("{} {}", words.dear, letter.name)),
        paragraph(&format::period(language, letter.period)),
        paragraph(&waits),
        encode_text(words.my_work),
        link(&my_work, &my_work),
        paragraph(words.why),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        organisation::{Duty, Organisation, OrganisationKind},
        reminder::{Reminded, Stage},
        text::Bilingual,
    };
    use service::reminders::StageCounts;

    fn agency(code: &str) -> Organisation {
        Organisation {
            code: code.parse().expect("a code"),
            parent: None,
            kind: OrganisationKind::Department,
            name: Bilingual::new("กรมหนึ่ง", "Department One"),
            abbreviation: Bilingual::default(),
            province: None,
            valid_from: None,
            valid_to: None,
            duty: Duty::Reports,
            source: "test".to_owned(),
            size: None,
        }
    }

    fn letter(days: i32, stage: Stage) -> Letter {
        let instant = |text: &str| text.parse().expect("an instant");
        let one = agency("one");
        let reminded = Reminded { agency: one.code.clone(), stage, due_at: instant("2027-01-15T16:59:59Z") };
        let written_at = instant(if days > 0 { "2027-01-22T01:30:00Z" } else { "2027-01-08T01:30:00Z" });
        Letter {
            id: "00000000-0000-0000-0000-000000000001".parse().expect("an identifier"),
            address: "somchai@one.go.th".parse().expect("an address"),
            name: "สมชาย ใจดี".to_owned(),
            round: "2570-q1".parse().expect("a code"),
            period: "2570-q1".parse().expect("a period"),
            days,
            written_at,
            counts: StageCounts::of([&reminded]),
            reports: vec![(one, reminded)],
            objections: Vec::new(),
            decided: None,
            report: None,
            site: "https://tidtam.example".to_owned(),
        }
    }

    #[test]
    fn a_letter_says_in_both_languages_what_waits_since_when_and_where() {
        let Written { subject, text, .. } = reminder(&letter(-7, Stage::NotStarted));
        assert_eq!(subject, "เตือนส่งรายงาน 1/2570 กำหนดส่ง 15 ม.ค. 2570 · Reminder to report Q1 FY2027 due 15 Jan 2027");
        let (thai, english) = text.split_once("――――――――――").expect("two parts");
        for words in ["เรียน สมชาย ใจดี", "ไตรมาส 1 ปีงบประมาณ 2570", "• กรมหนึ่ง", "กำหนดส่ง 15 ม.ค. 2570 23.59 น."]
        {
            assert!(thai.contains(words), "{thai}");
        }
        for words in ["Dear สมชาย ใจดี", "• Department One", "due 15 Jan 2027, 23:59", "https://tidtam.example/"]
        {
            assert!(english.contains(words), "{english}");
        }
        assert_eq!(text.matches("https://tidtam.example/reports/2570-q1/one\n").count(), 2);
    }

    #[test]
    fn every_stage_has_words_of_its_own_and_late_ones_say_so() {
        let texts = [Stage::NotStarted, Stage::Draft, Stage::Returned, Stage::AwaitingApproval]
            .map(|stage| reminder(&letter(7, stage)).text);
        let different: std::collections::BTreeSet<_> = texts.iter().collect();
        assert_eq!(different.len(), 4);
        let late = reminder(&letter(7, Stage::Draft));
        assert!(
            late.subject.starts_with("เลยกำหนดส่งรายงาน 1/2570 ครบกำหนดเมื่อ 15 ม.ค. 2570 · Report overdue"),
            "{}",
            late.subject
        );
        assert!(late.text.contains("ครบกำหนดเมื่อ 15 ม.ค. 2570 23.59 น.") && late.text.contains("was due 15 Jan 2027"));
    }

    #[test]
    fn of_many_reports_the_first_are_named_and_the_others_counted() {
        let mut many = letter(-7, Stage::Draft);
        many.counts.draft = 1_234;
        let text = reminder(&many).text;
        assert!(text.contains("และรายงานของหน่วยงานอื่นอีก 1,233") && text.contains("other agencies: 1,233"), "{text}");
    }

    #[test]
    fn html_says_the_same_and_names_cannot_break_out_of_it() {
        let mut letter = letter(-7, Stage::NotStarted);
        "<img src=x onerror=alert(1)>".clone_into(&mut letter.name);
        letter.reports[0].0.name.th = "กรม \"หนึ่ง\" & <b>".to_owned();
        let html = reminder(&letter).html;
        assert!(html.contains("เรียน &lt;img src=x onerror=alert(1)&gt;"), "{html}");
        assert!(
            html.contains("<a href=\"https://tidtam.example/reports/2570-q1/one\">กรม \"หนึ่ง\" &amp; &lt;b&gt;</a>")
        );
        assert!(html.contains("<div lang=\"th\">") && html.contains("<div lang=\"en\">"), "{html}");
        for fetched in ["<img", "<link", "<style", "<script", "url(", "<b>"] {
            assert!(!html.contains(fetched), "{fetched} in {html}");
        }
    }
}
