//! Words of what is refused about accounts, passwords and rounds, by stable code.

use crate::error::AppError;
use domain::{
    account::{LONGEST_PASSWORD, SHORTEST_PASSWORD},
    text::Language,
};

const _: () = assert!(SHORTEST_PASSWORD == 15 && LONGEST_PASSWORD == 256, "the words below name these numbers");

/// What some refusals are about, by name: sums and scores that are not what they are made of, by node and indicator or scheme and body;
/// bodies by their codes.
pub(super) fn with_names(language: Language, refused: &AppError) -> Option<String> {
    let (th, en) = match refused.code.as_str() {
        "rollups_differ" | "scores_differ" => ("ที่ไม่ตรง", "They are of"),
        "extension_of_others" => ("หน่วยงานเหล่านั้น", "These are"),
        _ => return None,
    };
    let (names, told) = (refused.place.as_ref()?, known(language, &refused.code)?);
    Some(match language {
        Language::Th => format!("{told} · {th}: {names}"),
        Language::En => format!("{told}. {en}: {names}"),
    })
}

/// The words of a code that has some.
pub(super) fn known(language: Language, code: &str) -> Option<&'static str> {
    let (th, en) = match code {
        "email" => ("อีเมลไม่ถูกต้อง เช่น somchai@dga.or.th", "This is not an e-mail address such as somchai@dga.or.th"),
        "email_taken" => ("มีบัญชีที่ใช้อีเมลนี้แล้ว", "Somebody has an account with this address"),
        "account_name" => ("โปรดพิมพ์ชื่อ ไม่เกิน 200 ตัวอักษร", "Type a name of at most 200 characters"),
        "password_too_short" => ("รหัสผ่านต้องมีอย่างน้อย 15 ตัวอักษร", "A password needs at least 15 characters"),
        "password_too_long" => ("รหัสผ่านยาวได้ไม่เกิน 256 ตัวอักษร", "A password has at most 256 characters"),
        "password_common" => (
            "รหัสผ่านนี้อยู่ในรายการรหัสผ่านที่ใช้กันทั่วไป โปรดใช้ข้อความอื่น",
            "This password is in the list of common passwords; choose another",
        ),
        "password_repetitive" => (
            "รหัสผ่านซ้ำตัวเดิมหรือเรียงลำดับ โปรดใช้ข้อความอื่น",
            "This password repeats itself or counts up or down; choose another",
        ),
        "password_contains_name" => {
            ("รหัสผ่านต้องไม่มีชื่อที่ใช้เข้าสู่ระบบอยู่ข้างใน", "A password must not contain the name you sign in with")
        }
        "old_password_wrong" => ("รหัสผ่านปัจจุบันไม่ถูกต้อง", "The present password is wrong"),
        "password_unchanged" => ("รหัสผ่านใหม่เหมือนรหัสผ่านเดิม", "The new password is the old one"),
        "own_password" => ("เปลี่ยนรหัสผ่านของตนเองที่หน้าบัญชีของฉัน", "Change your own password on the page of your account"),
        "own_grants" => (
            "เปลี่ยนบทบาทของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบคนอื่นเปลี่ยน",
            "Nobody changes their own roles; ask another administrator",
        ),
        "password_change_due" => (
            "โปรดเปลี่ยนรหัสผ่านที่ผู้ดูแลระบบตั้งให้ ก่อนใช้งานต่อ",
            "Change the password that the administrator gave you before you go on",
        ),
        "last_administrator" => {
            ("ทำไม่ได้ เพราะเป็นผู้ดูแลระบบทั้งประเทศคนสุดท้าย", "Not possible: this is the last administrator of everything")
        }
        "grants_missing" => ("โปรดเลือกอย่างน้อยหนึ่งบทบาท พร้อมหน่วยงาน", "Choose at least one role with its organisation"),
        "grant_incomplete" => ("โปรดเลือกทั้งบทบาทและหน่วยงาน", "Choose both a role and an organisation"),
        "unknown_organisation" => {
            ("ไม่พบหน่วยงานนี้ โปรดพิมพ์รหัสหรือชื่อเต็มของหน่วยงาน", "There is no such organisation: type its code or full name")
        }
        "date_unreadable" => (
            "อ่านวันที่ไม่ได้ โปรดพิมพ์ วัน/เดือน/ปี เช่น 15/1/2570 หรือ 15 ม.ค. 2570",
            "This is not a date: write day/month/year, such as 15/1/2570 or 15/1/2027",
        ),
        "date_unclear_era" => (
            "ไม่แน่ใจว่าเป็นปี พ.ศ. หรือ ค.ศ. โปรดพิมพ์ปีสี่หลัก เช่น 2570 หรือ 2027",
            "The era of the year is not clear: write it in four digits, such as 2570 (B.E.) or 2027 (C.E.)",
        ),
        "date_missing" => ("ไม่มีวันที่นี้ในปฏิทิน", "There is no such day in the calendar"),
        "window_due" | "rule_due_before_opening" => {
            ("วันกำหนดส่งต้องไม่ก่อนวันเปิดรับ", "The due day cannot come before the opening day")
        }
        "window_closes" => ("วันปิดรับต้องไม่ก่อนวันกำหนดส่ง", "The closing day cannot come before the due day"),
        "window_before_period_end" => (
            "วันกำหนดส่งต้องไม่ก่อนวันสุดท้ายของงวดที่รายงาน",
            "Reports cannot be due before the last day of the period they are about",
        ),
        "round_begun" => {
            ("ลบรอบนี้ไม่ได้ เพราะมีหน่วยงานเริ่มกรอกแล้ว", "This round cannot be removed: somebody has begun a report")
        }
        "extension_nobody" => {
            ("ไม่มีรายงานของหน่วยงานที่เลือกในรอบนี้", "Nobody of those you chose owes a report in this round")
        }
        "delegate_unknown" => ("ไม่พบบัญชีของอีเมลนี้ หรือบัญชีถูกปิด", "No account that can sign in has this address"),
        "delegate_self" => ("มอบให้ตนเองไม่ได้", "Nobody signs on their own behalf"),
        "delegation_end" => (
            "วันสิ้นสุดต้องไม่ก่อนวันเริ่มและวันนี้ และไม่เกิน 92 วันจากวันเริ่ม",
            "The end must lie after the start and today, and within 92 days of the start",
        ),
        "delegation_over" => ("การมอบนี้สิ้นสุดหรือยกเลิกไปแล้ว", "This is over or was taken back already"),
        "extension_of_others" => (
            "การขยายเวลานี้ไปถึงหน่วยงานที่เคยอยู่ในสังกัดนี้ในรอบนี้ แต่ย้ายไปแล้วและอยู่นอกความรับผิดชอบของคุณ โปรดให้ผู้ดูแลของทั้งสองสังกัดทำแทน",
            "This extension reaches bodies that stood here in this round and have moved out of your reach since; let an administrator above both grant or end it",
        ),
        "extension_over" => ("การขยายเวลานี้สิ้นสุดไปแล้ว", "This extension is over already"),
        "period" => ("โปรดเลือกงวดการรายงาน", "Choose the period that is reported on"),
        "round_exists" => ("มีรอบการรายงานของงวดนี้แล้ว", "There is a round for this period already"),
        "extension_end" => (
            "วันสิ้นสุดต้องอยู่หลังวันนี้และหลังวันกำหนดส่ง และไม่เกินหนึ่งปีจากวันนี้",
            "The end must lie after today and after the due day, and within a year from today",
        ),
        "rule_opens" => ("โปรดพิมพ์จำนวนวันเป็นเลขจำนวนเต็ม ตั้งแต่ -90 ถึง 30", "Type a whole number of days from -90 to 30"),
        "rule_due_day" => ("โปรดพิมพ์วันที่ ตั้งแต่ 1 ถึง 31", "Type a day of the month from 1 to 31"),
        "rule_grace" => ("โปรดพิมพ์จำนวนวัน ตั้งแต่ 0 ถึง 180", "Type a number of days from 0 to 180"),
        "reminder_days" => (
            "โปรดพิมพ์จำนวนวันคั่นด้วยจุลภาค ก่อนกำหนด 0 ถึง 90 หลังกำหนด 1 ถึง 180",
            "Type numbers of days parted by commas: 0 to 90 before the due day, 1 to 180 after it",
        ),
        "reminder_steps" => ("เตือนได้ไม่เกิน 30 ครั้งต่อรอบ", "A round has at most 30 reminders"),
        "time_of_day" => ("โปรดพิมพ์เวลา เช่น 08:30", "Type a time of day such as 08:30"),
        "mail_of_disabled" => ("ส่งไม่ได้ เพราะบัญชีนี้ถูกระงับ", "Not possible: this account is disabled"),
        "account_unknown" => ("ไม่มีบัญชีที่ใช้อีเมลนี้", "Nobody has this e-mail address"),
        "round_unknown" => ("ไม่มีรอบนี้ โปรดพิมพ์รหัสเช่น 2570-q1", "There is no such round; type a code such as 2570-q1"),
        "snapshot_round_open" => {
            ("รอบนี้ยังไม่ปิด ทำได้เฉพาะชุดร่าง", "The round has not closed yet: only a draft can be taken")
        }
        "destination_unreachable" => ("ติดต่อปลายทางไม่ได้", "The destination cannot be reached"),
        "destination_forbidden" => (
            "ที่อยู่ของปลายทางไม่ใช่ที่อยู่สาธารณะ จึงไม่เชื่อมต่อ ให้ระบุไว้ใน collector_networks หากต้องการ",
            "The destination's address is not a public one and is not connected to; name it in collector_networks if it is meant",
        ),
        "destination_not_secured" => (
            "ปลายทางไม่ได้ใช้ TLS จึงไม่ส่ง ส่งโดยไม่เข้ารหัสได้เฉพาะเครือข่ายที่ระบุใน collector_networks",
            "The destination does not speak TLS; only to networks named in collector_networks does anything go in the clear",
        ),
        "destination_certificate" => (
            "ใบรับรองของปลายทางไม่ถูกต้อง หรือออกโดยผู้ที่ไม่น่าเชื่อถือ (collector_authorities)",
            "The destination's certificate is not in order, or of an authority that is not trusted (collector_authorities)",
        ),
        "destination_no_contact" => (
            "ยังไม่ได้ตั้ง contact_email ซึ่งบัญชีข้อมูลต้องมี จึงไม่ส่ง",
            "No contact_email is set, and catalogues take nothing without one",
        ),
        "destination_refused" => ("ปลายทางไม่รับ", "The destination refused it"),
        "destination_other_content" => (
            "ที่ปลายทางมีไฟล์ชื่อนี้ซึ่งเนื้อหาต่างออกไป จึงไม่เขียนทับ",
            "Another content lies under this name there, and was left alone",
        ),
        "destination_secret_lost" => {
            ("เปิดกุญแจลับของปลายทางไม่ได้ โปรดตั้งใหม่", "The destination's secret cannot be opened; set it again")
        }
        "snapshot_being_taken" => (
            "กำลังทำชุดข้อมูลของรอบและระยะนี้อยู่ โปรดรอให้เสร็จก่อน",
            "A snapshot of this round and stage is being taken; wait until it is there",
        ),
        "snapshot_key_renewed" => (
            "กุญแจลงลายมือชื่อถูกเปลี่ยนระหว่างที่ทำ จึงไม่ได้เก็บชุดข้อมูลนี้ โปรดขอใหม่",
            "The key that signs was renewed meanwhile, so the snapshot was not kept; ask again",
        ),
        "snapshot_broken_off" => (
            "เซิร์ฟเวอร์หยุดกลางคัน ชุดข้อมูลยังไม่ได้ทำ โปรดขอใหม่",
            "The server stopped meanwhile and nothing was taken; ask again",
        ),
        "snapshot_in_review" => (
            "ยังมีรายงานที่รอตรวจ จึงยังทำชุดสมบูรณ์ไม่ได้",
            "Reports still wait for review, so a final snapshot cannot be taken yet",
        ),
        "snapshot_note_missing" => {
            ("ชุดก่อนเผยแพร่แล้ว โปรดบอกว่าอะไรเปลี่ยนและเพราะอะไร", "The one before was published: say what changed and why")
        }
        "snapshot_note_too_long" => ("หมายเหตุยาวเกิน 5,000 ตัวอักษร", "The note is longer than 5,000 characters"),
        "snapshot_note_character" => (
            "หมายเหตุมีอักขระควบคุมที่พิมพ์ลงรายงานไม่ได้ โปรดพิมพ์เป็นข้อความธรรมดา",
            "The note holds a control character that no report can print: type it as plain text",
        ),
        "snapshot_code_too_long" => ("รหัสของรอบยาวเกินไป", "The round's code is too long"),
        "papers_not_public" => (
            "เตรียมรายงานของทุกหน่วยงานได้เมื่อทุกคนอ่านชุดนี้ได้แล้ว",
            "The reports of all organisations can be prepared once everybody may read this snapshot",
        ),
        "snapshot_is_draft" => ("ชุดร่างเผยแพร่ไม่ได้", "A draft is never published"),
        "snapshot_earlier_rules" => (
            "ชุดนี้ทำด้วยกติกาของระบบรุ่นก่อน ซึ่งอาจแสดงค่าที่ปัจจุบันไม่รับ จึงไม่เผยแพร่ โปรดทำชุดใหม่แล้วเผยแพร่ชุดใหม่นั้น",
            "It was taken by the rules of an earlier release and may show values that are refused now, so it is not published: take it anew, and publish that one",
        ),
        "snapshot_published" => ("ชุดนี้เผยแพร่แล้ว", "It was published already"),
        "snapshots_backwards" => (
            "ชุดหลังทำก่อนชุดก่อน จึงบอกเหตุผลที่เปลี่ยนไม่ได้ โปรดสลับสองชุดนี้",
            "The later snapshot was taken before the one it is held against, so no reasons can be told: swap the two",
        ),
        "snapshots_of_other_rounds" => ("ชุดข้อมูลเป็นของคนละรอบ จึงเทียบกันไม่ได้", "The snapshots are of different rounds"),
        "rollups_differ" => (
            "ผลรวมที่เก็บไว้ของรอบนี้ไม่ตรงกับค่าที่ประกอบขึ้นมา จึงยังไม่เผยแพร่ โปรดแจ้งผู้ดูแลเซิร์ฟเวอร์ให้สั่ง tidtam rollups rebuild แล้วเผยแพร่ใหม่",
            "Sums that are kept of this round are not what their parts make, so nothing is published; let whoever runs the server run tidtam rollups rebuild, then publish again",
        ),
        "scores_differ" => (
            "คะแนนที่เก็บไว้ของรอบนี้ไม่ตรงกับที่คำนวณใหม่จากค่าที่ใช้อยู่ จึงยังไม่เผยแพร่ โปรดแจ้งผู้ดูแลเซิร์ฟเวอร์ให้สั่ง tidtam scores rebuild แล้วเผยแพร่ใหม่",
            "Scores that are kept of this round are not what their values make, so nothing is published; let whoever runs the server run tidtam scores rebuild, then publish again",
        ),
        "embargo_in_the_past" => {
            ("วันนั้นผ่านไปแล้ว เว้นว่างไว้เพื่อเผยแพร่ทันที", "That day has passed; leave it empty to publish at once")
        }
        "signing_key_elsewhere" => (
            "เซิร์ฟเวอร์นี้ไม่มีกุญแจที่ใช้ลงลายมือชื่อ โปรดแจ้งผู้ดูแลเซิร์ฟเวอร์",
            "This server does not hold the key that signs now; tell whoever runs it",
        ),
        "signing_key_retired" => ("กุญแจในแฟ้มของเซิร์ฟเวอร์เลิกใช้แล้ว", "The key in the server's file has ended"),
        "signing_key_unreadable" => ("อ่านแฟ้มกุญแจของเซิร์ฟเวอร์ไม่ได้", "The file of the signing key cannot be read"),
        "holiday_name" => {
            ("โปรดพิมพ์ชื่อวันหยุดภาษาไทย ไม่เกิน 200 ตัวอักษร", "Type the holiday's Thai name, of at most 200 characters")
        }
        "holiday_source" => ("โปรดระบุที่มาของวันหยุด", "Say where the holiday comes from"),
        "too_many_feeds" => (
            "มีที่อยู่ของปฏิทินครบ 20 รายการแล้ว โปรดยกเลิกที่ไม่ใช้ที่หน้าบัญชีของฉัน",
            "You have 20 addresses of calendars; take back some on the page of your account",
        ),
        "subscriber_name" => ("โปรดพิมพ์ชื่อ ไม่เกิน 100 ตัวอักษร", "Type a name of at most 100 characters"),
        "subscriber_address" => ("โปรดพิมพ์อีเมลที่รับอีเมลได้", "Type an e-mail address that takes mail"),
        "subscriber_known" => ("อีเมลนี้อยู่ในรายชื่อผู้รับรายงานนี้แล้ว", "This address is on the list for this report already"),
        "subscriber_body_unknown" => ("ไม่มีหน่วยงานรหัสนี้ในทะเบียน", "No organisation of the register has this code"),
        "subscriber_body_silent" => (
            "ไม่มีรายงานของหน่วยงานนี้ เพราะไม่มีหน่วยงานใดในสังกัดต้องรายงาน หากต้องการรายงานระดับประเทศ โปรดเว้นว่างไว้",
            "There is no report of this organisation, since nobody at or below it owes one; for the national report leave the field empty",
        ),
        "too_many_subscribers" => ("รายชื่อมีได้ไม่เกิน 500 คน", "The list has at most 500 people"),
        "mail_of_stopped" => ("ผู้รับนี้ถูกเอาออกจากรายชื่อแล้ว", "They were taken off the list"),
        "webhook_name" => (
            "โปรดตั้งชื่อในบรรทัดเดียว ไม่เกิน 100 ตัวอักษร และไม่มีอักขระที่มองไม่เห็น",
            "Give it a name on one line, of at most 100 characters and none that cannot be seen",
        ),
        "webhook_credentials" => (
            "อย่าใส่ชื่อหรือรหัสผ่านในที่อยู่ ผู้รับรู้ว่าข้อความมาจากระบบนี้ได้จากลายมือชื่อ",
            "Leave names and passwords out of the address; the receiver knows our messages by their signature",
        ),
        "webhook_message_replaced" => (
            "มีชุดข้อมูลอื่นมาแทนชุดที่ข้อความนี้แจ้งแล้ว จึงไม่แจ้งอีก",
            "Another snapshot replaces the one that this message tells of, so nobody is told of it any more",
        ),
        "too_many_webhooks" => ("แจ้งได้ไม่เกิน 20 ที่อยู่", "At most 20 addresses are told"),
        "too_many_shares" => (
            "มีลิงก์ที่แชร์ครบ 50 รายการแล้ว โปรดยกเลิกที่ไม่ใช้ที่หน้าลิงก์ที่แชร์",
            "You have 50 shared links; take back some on the page of your links",
        ),
        "page_not_shared" => ("หน้านี้แชร์ไม่ได้", "This page cannot be shared"),
        "audit_broken" => (
            "ห่วงโซ่ของบันทึกขาด มีการแก้ไขหรือลบเหตุการณ์นอกระบบ โปรดแจ้งผู้รับผิดชอบทันที",
            "The chain of the log is broken: events were changed or removed from outside. Tell whoever is responsible at once",
        ),
        _ => return super::collector_refusals::known(language, code),
    };
    Some(match language {
        Language::Th => th,
        Language::En => en,
    })
}
