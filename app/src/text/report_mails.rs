//! What the mail says that brings a report, the national one or that of one body, in the language of whoever gets it.

use super::{dashboards::Dashboards, format, papers::Papers, reminder_mails::ReminderMails};
use html_escape::{encode_double_quoted_attribute, encode_text};
use service::mails::{Letter, Report, ReportFile, Written};

super::words! {
    /// The mail that brings a report.
    ReportMails {
        subject: "รายงานผลการติดตามแผนพัฒนารัฐบาลดิจิทัล", "Follow-up of the Digital Government Development Plan";
        published: "เผยแพร่รายงานผลการติดตามแผนพัฒนารัฐบาลดิจิทัลแล้ว", "The report on the Digital Government Development Plan is published";
        of_body: "รายงานของ", "The report of";
        attached: "รายงานแนบมากับอีเมลนี้", "The report is attached to this mail";
        fetch: "รายงานมีขนาดใหญ่ ดาวน์โหลดได้ที่", "The report is large; it can be downloaded at";
        replaces: "แทนฉบับก่อน เพราะ", "It replaces the one before, because";
        page: "ดูผลทั้งหมดได้ที่", "All results are at";
        digest: "SHA-256 ของไฟล์", "SHA-256 of the file";
        why: "ระบบส่งอีเมลนี้โดยอัตโนมัติเพราะชื่อของท่านอยู่ในรายชื่อผู้รับรายงาน หากไม่ต้องการรับอีก โปรดแจ้งผู้ดูแลระบบ โปรดอย่าตอบกลับ", "This mail goes by itself to those on the list of recipients. To be taken off, tell the administrator. Please do not answer it";
    }
}

/// The mail of a report in words.
pub(super) fn report(letter: &Letter, report: &Report) -> Written {
    let words = super::words_in::<ReportMails>(report.language);
    let from = super::words_in::<ReminderMails>(report.language);
    let subject = format!("{} {}", words.subject, format::short_period(report.language, letter.period));
    let subject = match name(report) {
        Some(name) => format!("{subject} · {name}"),
        None => subject,
    };
    let subject = if report.is_demonstration {
        format!("{} · {subject}", super::words_in::<Dashboards>(report.language).made_up)
    } else {
        subject
    };
    let lines = lines(letter, report);
    let paragraph = |(said, address): &(String, Option<String>)| match address {
        None => format!("<p>{}</p>", encode_text(said)),
        Some(address) => {
            let href = encode_double_quoted_attribute(address);
            format!("<p>{} <a href=\"{href}\">{}</a></p>", encode_text(said), encode_text(address))
        }
    };
    let html: String = lines.iter().map(paragraph).collect();
    let text: Vec<String> = lines
        .into_iter()
        .map(|(said, address)| address.map_or_else(|| said.clone(), |address| format!("{said} {address}")))
        .collect();
    Written {
        from_name: from.from.to_owned(),
        html: format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{html}\n</body></html>\n",
            report.language.as_ref(),
            encode_text(&subject),
        ),
        subject,
        text: text.join("\n\n"),
    }
}

/// What the body is called whose report it is; none of the national one.
fn name(report: &Report) -> Option<&str> {
    match &report.file {
        ReportFile::National(_) => None,
        ReportFile::Body(_, name) => Some(name.in_language(report.language)),
    }
}

/// Where the file lies, and the page with the same figures.
fn addresses(letter: &Letter, report: &Report) -> (String, String) {
    let (site, code, language) = (&letter.site, &report.snapshot.code, report.language.as_ref());
    let page = format!("{site}/public/{language}/{code}");
    match &report.file {
        ReportFile::National(_) => (format!("{site}/snapshots/{code}/files/{}", report.file.name()), page),
        ReportFile::Body(paper, _) => {
            let body = &paper.body;
            let file = format!("{site}/snapshots/{code}/paper?organisation={body}&language={language}");
            (file, format!("{page}/organisations/{body}"))
        }
    }
}

/// What is said, each with the address that belongs to it.
fn lines(letter: &Letter, report: &Report) -> Vec<(String, Option<String>)> {
    let language = report.language;
    let words = super::words_in::<ReportMails>(language);
    let dear = super::words_in::<ReminderMails>(language).dear;
    let code = &report.snapshot.code;
    let (file, page) = addresses(letter, report);
    let mut lines = vec![
        (format!("{dear} {}", letter.name), None),
        (format!("{}: {} · {code}", words.published, format::period(language, letter.period)), None),
    ];
    if report.is_demonstration {
        lines.push((super::words_in::<Papers>(language).demonstration_why.to_owned(), None));
    }
    if let Some(name) = name(report) {
        lines.push((format!("{} {name}", words.of_body), None));
    }
    if report.snapshot.replaces.is_some() {
        lines.push((format!("{}: {}", words.replaces, report.snapshot.note), None));
    }
    lines.push(match report.content {
        Some(_) => (words.attached.to_owned(), None),
        None => (words.fetch.to_owned(), Some(file)),
    });
    lines.push((words.page.to_owned(), Some(page)));
    lines.push((format!("{}: {}", words.digest, report.file.sha256()), None));
    lines.push((words.why.to_owned(), None));
    lines
}
