//! What mails about objections say, reminders and decisions: in Thai first and then in English, as those of reports.

use super::{format, objections::Objections, reminder_mails::ReminderMails};
use domain::{
    objection::Subject,
    objection_reminder::ObjectionDue,
    organisation::Organisation,
    text::{Bilingual, Language},
};
use html_escape::{encode_double_quoted_attribute, encode_text};
use service::mails::{Letter, Written};

super::words! {
    /// Reminders of objections by mail.
    ObjectionMails {
        before: "คำคัดค้านรอคำตอบ", "Objections wait for an answer";
        late: "เลยกำหนดตอบคำคัดค้าน", "Answers to objections are overdue";
        decided: "วินิจฉัยคำคัดค้านแล้ว", "Your objection was decided";
        answered: "คำคัดค้านของท่านต่อไปนี้มีคำวินิจฉัยแล้ว เหตุผลอยู่ในหน้าของคำคัดค้าน ข้อมูล ณ", "This objection of yours was decided; its page tells why. As of";
        waits: "คำคัดค้านต่อไปนี้ยังไม่มีคำตอบ ข้อมูล ณ", "These objections have no answer yet, as of";
        due: "ต้องตอบภายใน", "answer due";
        was_due: "ครบกำหนดตอบเมื่อ", "answer was due";
        all: "ดูคำคัดค้านทั้งหมดได้ที่", "All objections are at";
        why_decided: "ระบบส่งอีเมลนี้โดยอัตโนมัติให้ผู้คัดค้าน โปรดอย่าตอบกลับ", "This mail goes by itself to whoever objected. Please do not answer it";
        why: "ระบบส่งอีเมลนี้โดยอัตโนมัติให้ผู้ที่วินิจฉัยคำคัดค้านได้ หากไม่มีผู้ใดวินิจฉัยได้ ระบบจะส่งให้ผู้ดูแลระบบแทน และเมื่อเลยกำหนดจะส่งให้ผู้คัดค้านด้วย โปรดอย่าตอบกลับ", "This mail goes by itself to those who may decide on objections, where nobody may to the administrators at DGA, and once they are overdue to whoever objects. Please do not answer it";
    }
}

type Due = (Organisation, Bilingual, ObjectionDue);

/// A reminder of objections in words.
pub(super) fn reminder(letter: &Letter) -> Written {
    let both = |written: fn(Language, &Letter) -> String| {
        [Language::Th, Language::En].map(|language| written(language, letter))
    };
    let from = |language| super::words_in::<ReminderMails>(language).from;
    let (subject, text, html) = (both(subject), both(text), both(html));
    Written {
        from_name: format!("{} · {}", from(Language::Th), from(Language::En)),
        subject: subject.join(" · "),
        text: text.join("\n\n――――――――――\n\n"),
        html: format!(
            "<!doctype html>\n<html lang=\"th\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{}\n</body></html>\n",
            encode_text(&subject[0]),
            html.join("\n<hr>\n")
        ),
    }
}

fn subject(language: Language, letter: &Letter) -> String {
    let words = super::words_in::<ObjectionMails>(language);
    let what = match letter.decided {
        Some(_) => words.decided,
        None if letter.days > 0 => words.late,
        None => words.before,
    };
    format!("{what} {}", format::short_period(language, letter.period))
}

fn when(language: Language, letter: &Letter, due: &ObjectionDue) -> String {
    let words = super::words_in::<ObjectionMails>(language);
    if let Some(decided) = letter.decided {
        return super::objections::state(language, decided).to_owned();
    }
    let word = if due.answer_by < letter.written_at { words.was_due } else { words.due };
    let when = format!("{word} {}", format::instant(language, due.answer_by));
    if due.lacks_decider {
        format!("{when} · {}", super::words_in::<Objections>(language).lacks_decider)
    } else {
        when
    }
}

/// What an objection is about, with the word before a score that says so.
fn named(language: Language, name: &Bilingual, due: &ObjectionDue) -> String {
    let name = name.in_language(language);
    match due.subject {
        Subject::Value(_) => name.to_owned(),
        Subject::Score(_) => {
            format!("{}: {name}", super::words_in::<Objections>(language).of_score)
        }
    }
}

/// What stands above the objections, and why the mail comes.
fn around(language: Language, letter: &Letter) -> (String, &'static str) {
    let words = super::words_in::<ObjectionMails>(language);
    let (told, why) =
        if letter.decided.is_some() { (words.answered, words.why_decided) } else { (words.waits, words.why) };
    (format!("{told} {}", format::instant(language, letter.written_at)), why)
}

fn text(language: Language, letter: &Letter) -> String {
    let words = super::words_in::<ObjectionMails>(language);
    let (told, why) = around(language, letter);
    let dear = super::words_in::<ReminderMails>(language).dear;
    let mut lines = vec![
        format!("{dear} {}", letter.name),
        String::new(),
        format::period(language, letter.period),
        told,
        String::new(),
    ];
    for (agency, indicator, due) in &letter.objections {
        lines.push(format!("• {}", named(language, indicator, due)));
        lines.push(format!("  {} · {}", agency.name.in_language(language), when(language, letter, due)));
        lines.push(format!("  {}/objections/{}", letter.site, due.objection));
    }
    lines.extend([String::new(), format!("{} {}/objections", words.all, letter.site), why.to_owned()]);
    lines.join("\n")
}

fn html(language: Language, letter: &Letter) -> String {
    let words = super::words_in::<ObjectionMails>(language);
    let (told, why) = around(language, letter);
    let dear = super::words_in::<ReminderMails>(language).dear;
    let link = |address: &str, word: &str| {
        format!("<a href=\"{}\">{}</a>", encode_double_quoted_attribute(address), encode_text(word))
    };
    let paragraph = |text: &str| format!("<p>{}</p>", encode_text(text));
    let item = |(agency, indicator, due): &Due| {
        let address = format!("{}/objections/{}", letter.site, due.objection);
        let told = format!("{} · {}", agency.name.in_language(language), when(language, letter, due));
        format!("<li>{}<br>{}</li>", link(&address, &named(language, indicator, due)), encode_text(&told))
    };
    let items: String = letter.objections.iter().map(item).collect();
    let all = format!("{}/objections", letter.site);
    format!(
        "<div lang=\"{}\">{}{}{}<ul>{items}</ul><p>{} {}</p>{}</div>",
        language.as_ref(),
        paragraph(&format!("{dear} {}", letter.name)),
        paragraph(&format::period(language, letter.period)),
        paragraph(&told),
        encode_text(words.all),
        link(&all, &all),
        paragraph(why),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        objection::ObjectionStateName,
        organisation::{Duty, OrganisationKind},
    };
    use service::reminders::StageCounts;

    fn letter(days: i32, indicator: &str) -> Letter {
        let instant = |text: &str| text.parse().expect("an instant");
        let agency = Organisation {
            code: "one".parse().expect("a code"),
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
        };
        let due = ObjectionDue {
            objection: "00000000-0000-0000-0000-000000000002".parse().expect("an identifier"),
            agency: agency.code.clone(),
            subject: Subject::Value("svc-e2e".parse().expect("a code")),
            answer_by: instant("2027-01-15T16:59:59Z"),
            lacks_decider: false,
        };
        Letter {
            id: "00000000-0000-0000-0000-000000000001".parse().expect("an identifier"),
            address: "somchai@dga.or.th".parse().expect("an address"),
            name: "สมชาย ใจดี".to_owned(),
            round: "2570-q1".parse().expect("a code"),
            period: "2570-q1".parse().expect("a period"),
            days,
            written_at: instant(if days > 0 { "2027-01-20T01:30:00Z" } else { "2027-01-14T01:30:00Z" }),
            counts: StageCounts::default(),
            reports: Vec::new(),
            objections: vec![(agency, Bilingual::new(indicator, "Online services"), due)],
            decided: None,
            report: None,
            site: "https://tidtam.example".to_owned(),
        }
    }

    #[test]
    fn a_letter_says_in_both_languages_what_waits_since_when_and_where() {
        let Written { subject, text, .. } = reminder(&letter(-1, "บริการออนไลน์"));
        assert_eq!(subject, "คำคัดค้านรอคำตอบ 1/2570 · Objections wait for an answer Q1 FY2027");
        let (thai, english) = text.split_once("――――――――――").expect("two parts");
        for words in ["เรียน สมชาย ใจดี", "• บริการออนไลน์", "กรมหนึ่ง · ต้องตอบภายใน 15 ม.ค. 2570 23.59 น."]
        {
            assert!(thai.contains(words), "{thai}");
        }
        for words in ["• Online services", "Department One · answer due 15 Jan 2027, 23:59"] {
            assert!(english.contains(words), "{english}");
        }
        let address = "https://tidtam.example/objections/00000000-0000-0000-0000-000000000002\n";
        assert_eq!(text.matches(address).count(), 2);
    }

    #[test]
    fn a_letter_to_whoever_objected_says_what_was_decided_and_not_when_an_answer_is_due() {
        let decided = Some(ObjectionStateName::Upheld);
        let Written { subject, text, html, .. } =
            reminder(&Letter { decided, ..letter(0, "บริการออนไลน์") });
        assert_eq!(subject, "วินิจฉัยคำคัดค้านแล้ว 1/2570 · Your objection was decided Q1 FY2027");
        for words in ["กรมหนึ่ง · เห็นด้วย", "Department One · Upheld", "goes by itself to whoever objected"]
        {
            assert!(text.contains(words) && html.contains(words), "{text}");
        }
        assert!(!text.contains("answer due") && !text.contains("no answer yet"), "{text}");
    }

    #[test]
    fn a_letter_says_that_it_is_a_score_that_was_objected_to() {
        let mut letter = letter(-1, "ความพร้อม");
        letter.objections[0].2.subject = Subject::Score("readiness".parse().expect("a code"));
        let Written { text, html, .. } = reminder(&letter);
        for words in ["คะแนน: ความพร้อม", "Score: Online services"] {
            assert!(text.contains(&format!("• {words}")) && html.contains(words), "{text}");
        }
    }

    #[test]
    fn a_letter_says_where_nobody_may_decide_and_who_can_help() {
        let mut letter = letter(-1, "บริการออนไลน์");
        assert!(!reminder(&letter).text.contains("Nobody may decide"));
        letter.objections[0].2.lacks_decider = true;
        let Written { text, html, .. } = reminder(&letter);
        for words in ["ไม่มีผู้ใดวินิจฉัยได้", "answer due 15 Jan 2027, 23:59 · Nobody may decide"]
        {
            assert!(text.contains(words) && html.contains(words), "{text}");
        }
    }

    #[test]
    fn a_late_letter_says_so_and_names_cannot_break_out_of_it() {
        let Written { subject, html, .. } = reminder(&letter(5, "<img src=x> & \"อื่น\""));
        assert!(subject.starts_with("เลยกำหนดตอบคำคัดค้าน 1/2570 · Answers to objections are overdue"), "{subject}");
        assert!(html.contains("ครบกำหนดตอบเมื่อ 15 ม.ค. 2570 23.59 น.") && html.contains("answer was due"), "{html}");
        assert!(html.contains("&lt;img src=x&gt; &amp;") && !html.contains("<img"), "{html}");
    }
}
