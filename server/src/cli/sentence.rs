//! One sentence in both languages for everything a service call can refuse.

use domain::{account::PasswordRefusal, problem::Problem};
use service::{ServiceError, error::RowRefusal};

/// The error with words of its own; its causes follow it in the chain.
pub(crate) fn of(error: ServiceError) -> anyhow::Error {
    let words = words(&error);
    match error {
        ServiceError::Unavailable(fault)
        | ServiceError::FileLost(fault)
        | ServiceError::NotAsPublished(fault)
        | ServiceError::Fault(fault) => anyhow::Error::new(fault).context(words),
        ServiceError::NotFound(_)
        | ServiceError::Forbidden
        | ServiceError::Refused(_)
        | ServiceError::Conflict
        | ServiceError::Problems(_)
        | ServiceError::Rows(_)
        | ServiceError::Together(_)
        | ServiceError::Password(_)
        | ServiceError::SignInRefused
        | ServiceError::SignInThrottled { .. }
        | ServiceError::Busy
        | ServiceError::UnderWay(_)
        | ServiceError::Invalid { .. } => anyhow::Error::msg(words),
    }
}

/// The same; of what was not found it tells what was typed.
pub(crate) fn of_typed(error: ServiceError, typed: impl std::fmt::Display) -> anyhow::Error {
    if matches!(error, ServiceError::NotFound(_)) {
        return anyhow::Error::msg(format!("{}: {typed}", words(&error)));
    }
    of(error)
}

/// What commands are about, in Thai; what has no word here is told by its English one.
fn thing(what: &'static str) -> &'static str {
    match what {
        "account" => "บัญชี",
        "destination" => "ปลายทาง",
        "file" => "ไฟล์",
        "indicator" => "ตัวชี้วัด",
        "organisation" => "หน่วยงาน",
        "plan" => "แผน",
        "report" => "รายงาน",
        "round" => "รอบ",
        "scheme" => "เกณฑ์",
        "snapshot" => "ชุดข้อมูล",
        "token" => "โทเคน",
        other => other,
    }
}

fn words(error: &ServiceError) -> String {
    match error {
        ServiceError::NotFound(what) => format!("ไม่พบ{} · there is no such {what}", thing(what)),
        ServiceError::Forbidden => "ไม่มีสิทธิ์ · not allowed".to_owned(),
        ServiceError::Refused(refusal) => format!("ทำขั้นตอนนี้ไม่ได้ · refused: {refusal}"),
        ServiceError::Conflict => "มีผู้อื่นแก้ไขไปแล้วระหว่างนี้ · somebody else changed it in the meantime".to_owned(),
        ServiceError::Problems(problems) => {
            let list: Vec<_> =
                problems.iter().map(|(code, problem)| format!("{code} {}", Problem::code(problem))).collect();
            format!("ยังมีข้อที่ต้องแก้ไข · problems remain: {}", list.join(", "))
        }
        ServiceError::Invalid { code, place } if place.is_empty() => invalid(code),
        ServiceError::Invalid { code, place } => format!("{} ({place})", invalid(code)),
        ServiceError::Together(faults) => faults.iter().map(words).collect::<Vec<_>>().join("\n"),
        ServiceError::Rows(refusals) => rows(refusals),
        ServiceError::Password(refusal) => format!("{} · {refusal}", password(*refusal)),
        ServiceError::SignInRefused => "เข้าสู่ระบบไม่ได้ · sign-in refused".to_owned(),
        ServiceError::SignInThrottled { wait } => {
            let seconds = wait.num_seconds();
            format!("ลองหลายครั้งเกินไป รอ {seconds} วินาที · too many attempts, wait {seconds} s")
        }
        ServiceError::Busy => "ระบบกำลังทำงานหนัก ลองใหม่อีกครั้ง · too much to do at this moment; try again".to_owned(),
        ServiceError::UnderWay(code) => format!(
            "หน้าเว็บและไฟล์ของชุดข้อมูล {code} ยังไม่พร้อม งานตามตารางเวลาทำให้ทุก 5 นาที หากยังไม่ได้ให้ดูสาเหตุที่หน้า /operations · \
             the pages and files of the snapshot {code} are not there yet: jobs make them every 5 minutes; where they stay away, the page /operations tells the cause"
        ),
        ServiceError::Unavailable(_) => {
            "ฐานข้อมูลหรือที่เก็บข้อมูลไม่ตอบสนอง ยังไม่มีการบันทึก · storage does not answer; nothing was saved".to_owned()
        }
        ServiceError::FileLost(_) => "เนื้อหาของไฟล์หายไปหรือเสียหาย · the content of a file is gone or damaged".to_owned(),
        ServiceError::NotAsPublished(_) => {
            "สิ่งที่เก็บไว้ไม่ตรงกับที่เผยแพร่ จึงไม่แสดง · what is kept is not what was published, and is not shown".to_owned()
        }
        ServiceError::Fault(_) => "เกิดข้อผิดพลาดภายใน · internal fault".to_owned(),
    }
}

fn rows(refusals: &[RowRefusal]) -> String {
    let one = |refusal: &RowRefusal| {
        let (row, column, found) = (refusal.row, refusal.column, &refusal.found);
        let told = format!("\n  {row} {column}: {} {found}", invalid(&refusal.code));
        told.trim_end().to_owned()
    };
    let list: String = refusals.iter().map(one).collect();
    format!("บางรายการใช้ไม่ได้ ยังไม่มีการเปลี่ยนแปลงใด ๆ · some rows cannot be taken; nothing was changed{list}")
}

fn password(refusal: PasswordRefusal) -> &'static str {
    match refusal {
        PasswordRefusal::TooShort => "รหัสผ่านสั้นเกินไป ต้องยาวอย่างน้อย 15 ตัวอักษร",
        PasswordRefusal::TooLong => "รหัสผ่านยาวเกินไป",
        PasswordRefusal::Common => "รหัสผ่านนี้อยู่ในรายการรหัสผ่านที่คนใช้บ่อย",
        PasswordRefusal::Repetitive => "รหัสผ่านซ้ำหรือเรียงลำดับ",
        PasswordRefusal::ContainsName => "รหัสผ่านต้องไม่มีชื่อที่ใช้เข้าสู่ระบบ",
    }
}

fn invalid(code: &str) -> String {
    let words = match code {
        "audit_broken" => "บันทึกการใช้งานถูกแก้ไขหรือเสียหาย · the audit chain is broken",
        "not_a_tree" => "รายชื่อหน่วยงานไม่เป็นโครงสร้างต้นไม้ · the organisations make no tree",
        "moves_make_no_tree" => {
            "การย้ายสังกัดที่บันทึกไว้เกิดขึ้นไม่ได้ เพราะก่อนวันนั้นหน่วยงานจะไม่เป็นโครงสร้างต้นไม้ · \
             the moves that are told cannot have happened: before them the organisations made no tree"
        }
        "move_to_the_same" => {
            "หน่วยงานย้ายไปอยู่ใต้สังกัดเดิมที่ย้ายออกมาไม่ได้ ตรวจรหัสสังกัดเดิม (other_code) และวันที่ หรือบันทึกการย้ายที่อยู่ระหว่างนั้นด้วย · \
             a body cannot move to where it came from: check its former parent (other_code) and the day, or tell the move in between, too"
        }
        "move_of_ministry" => {
            "กระทรวงย้ายออกมาจากใต้หน่วยงานที่ไม่มีกระทรวงในสังกัดไม่ได้ ตรวจรหัสสังกัดเดิม (other_code) · \
             a ministry cannot come from below a body that holds no ministries: check its former parent (other_code)"
        }
        "event_never_told" => {
            "ถอนเหตุการณ์ที่ไม่เคยบันทึกไว้ไม่ได้ ให้ตรวจวัน ชนิด และรหัสในบรรทัดเหล่านี้ของแฟ้มเหตุการณ์ · \
             what was never told cannot be withdrawn: check the day, the kind and the code on these lines of the file of events"
        }
        "unknown_organisation" => "ไม่รู้จักหน่วยงาน · unknown organisation",
        "organisation_left_out" => {
            "แฟ้มขาดหน่วยงานที่มีอยู่ในระบบ ให้ระบุวันสิ้นสุดแทนการลบแถว · a registered organisation is left out: give it a last day instead of removing its row"
        }
        "not_empty" => {
            "ฐานข้อมูลมีข้อมูลอื่นอยู่แล้ว ข้อมูลสาธิตสร้างได้เฉพาะในโฟลเดอร์ข้อมูลที่ว่าง · the database holds other data: a demonstration is only made in an empty one"
        }
        "plan_format" => "บรรทัดแรกของแฟ้มแผนต้องบอกรูปแบบ · the plan file must begin with its format",
        "plan_file" => "อ่านแฟ้มแผนไม่ได้ · the plan file cannot be taken",
        "plan_version_exists" => {
            "แผนรุ่นนี้มีอยู่แล้วและมีเนื้อหาต่างกัน ให้เพิ่มเลขรุ่น · this version of the plan exists with another text: raise the version"
        }
        "plan_version_not_next" => "เลขรุ่นของแผนต้องต่อจากรุ่นล่าสุด · the plan's version must follow the last one",
        "scheme_edition_exists" => {
            "เกณฑ์รุ่นนี้มีอยู่แล้วและมีเนื้อหาต่างกัน ให้เพิ่มเลขรุ่น · this edition of the scheme exists with another text: raise the edition"
        }
        "scheme_edition_not_next" => "เลขรุ่นของเกณฑ์ต้องต่อจากรุ่นล่าสุด · the scheme's edition must follow the last one",
        "scheme_edition_superseded" => "มีรุ่นที่ใหม่กว่าใช้อยู่แล้ว · a newer edition is in force",
        "scheme_reads_nothing" => {
            "เกณฑ์นี้ไม่อ่านตัวชี้วัดใดที่แผนถามหน่วยงาน · the scheme reads no indicator that the plan asks of agencies"
        }
        "scheme_reads_unknown" => "แผนไม่มีตัวชี้วัดที่เกณฑ์นี้อ่าน · the plan does not have indicators that the scheme reads",
        "scheme_does_not_fit" => "ค่าที่รายงานไม่เข้ากับเกณฑ์ · a reported value does not fit the scheme",
        "administrator_exists" => {
            "มีผู้ดูแลระบบสูงสุดแล้ว ให้สร้างบัญชีอื่นจากหน้าบัญชีผู้ใช้ · there is an administrator of everything already: make other accounts on the page of accounts"
        }
        "bounce_too_large" => "อีเมลแจ้งใหญ่เกิน 1 MB จึงไม่ได้อ่าน · the notification is larger than 1 MB and was not read",
        "bounce_unreadable" => {
            "ไม่ใช่อีเมลแจ้งว่าส่งไม่ถึง (RFC 3464) ที่แนบอีเมลของระบบกลับมา · this is no delivery status notification (RFC 3464) that brings a mail of ours back"
        }
        "bounce_of_nothing" => "ไม่มีอีเมลฉบับนี้ในระบบ · there is no such mail of ours",
        "backup_exists" => "มีแฟ้มนี้อยู่แล้ว ให้เลือกชื่ออื่น · the file is there already: choose another name",
        "backup_no_place" => {
            "เขียนแฟ้มที่นี่ไม่ได้ ให้ตรวจว่ามีโฟลเดอร์และมีสิทธิ์เขียน · no file can be written there: see that its folder is there and may be written to"
        }
        "backup_unreadable" => "เปิดแฟ้มสำรองไม่ได้ · the backup cannot be opened",
        "backup_not_one" => "แฟ้มนี้ไม่ใช่แฟ้มสำรองของระบบ หรือไม่ครบ · this file is no backup, or not a whole one",
        "backup_damaged" => {
            "แฟ้มสำรองเสียหาย จึงไม่ได้กู้คืนอะไร ให้ใช้แฟ้มอื่น · the backup is damaged and nothing was restored: use another one"
        }
        "backup_not_written" => {
            "แฟ้มสำรองที่อ่านกลับไม่ตรงกับที่เขียน จึงลบแล้ว ให้ตรวจดิสก์ แล้วสำรองใหม่ · what was read back of the backup is not what was written, and it was removed: look at the disk, then back up again"
        }
        "backup_of_another_version" => {
            "แฟ้มสำรองมาจากโปรแกรมรุ่นอื่น ให้กู้คืนด้วยรุ่นที่ทำแฟ้ม แล้วจึงเปิดรุ่นใหม่ · the backup is of another version: restore it with the version that made it, then start the newer one"
        }
        "backup_into_use" => {
            "ฐานข้อมูลปลายทางมีข้อมูลอยู่แล้ว จึงไม่ได้เปลี่ยนอะไร · the database that was named holds data already and was not changed"
        }
        "copy_with_nul" => {
            "ข้อความในตารางและคอลัมน์นี้มีอักขระ NUL ซึ่ง PostgreSQL เก็บไม่ได้ จึงไม่ได้คัดลอกอะไร ให้แก้ข้อความนั้นที่ต้นทางก่อน · a text in this table and column holds a NUL, which PostgreSQL cannot store, and nothing was copied: mend it where it comes from"
        }
        "copy_of_nothing" => "ไม่มีฐานข้อมูลต้นทางนี้ · there is no such database to copy from",
        "backup_not_the_same" => {
            "ข้อมูลที่อ่านกลับไม่ตรงกับต้นฉบับ จึงยกเลิกทั้งหมด · what was read back is not what was copied, and everything was undone"
        }
        "account_name" => "ชื่อว่างหรือยาวเกินไป · the name is empty or too long",
        "email_taken" => "มีบัญชีที่ใช้อีเมลนี้แล้ว · somebody has this e-mail address",
        "last_administrator" => "ต้องเหลือผู้ดูแลระบบสูงสุดอย่างน้อยหนึ่งคน · somebody must remain administrator of everything",
        "account_disabled" => "บัญชีนี้ถูกระงับ · this account is disabled",
        "token_label" => "ชื่อของโทเคนว่างหรือยาวเกินไป · the token's label is empty or too long",
        "token_end" => "วันหมดอายุของโทเคนใช้ไม่ได้ · the token's end cannot be taken",
        "email_twice" => "อีเมลนี้อยู่ในแฟ้มสองครั้ง · this e-mail address stands twice",
        "holiday_name" => "ชื่อวันหยุดว่างหรือยาวเกินไป · the holiday's name is empty or too long",
        "holiday_source" => "ไม่มีที่มาของวันหยุด · the holiday has no source",
        "snapshot_round_open" => "รอบนี้ยังไม่ปิด · the round has not closed yet",
        "snapshot_being_taken" => {
            "กำลังทำชุดข้อมูลของรอบและระยะนี้อยู่ ลองใหม่หลังเสร็จ หรือ 5 นาทีหลังขาดตอน · one of this round and stage is being taken: try again when it is there, or five minutes after it was broken off"
        }
        "snapshot_key_renewed" => {
            "กุญแจลงลายมือชื่อถูกเปลี่ยนระหว่างที่ทำ จึงไม่ได้เก็บชุดข้อมูลนี้ ให้ทำใหม่ · the key that signs was renewed meanwhile, so the snapshot was not kept: take it again"
        }
        "snapshot_in_review" => "ยังมีรายงานที่รอตรวจ · reports still wait for review",
        "snapshot_note_missing" => {
            "ชุดก่อนเผยแพร่แล้ว ต้องมีหมายเหตุว่าอะไรเปลี่ยนและเพราะอะไร · the one before was published: say what changed and why"
        }
        "snapshot_note_too_long" => "หมายเหตุยาวเกินไป · the note is too long",
        "snapshot_note_character" => {
            "หมายเหตุมีอักขระควบคุมที่พิมพ์ลงรายงานไม่ได้ โปรดพิมพ์เป็นข้อความธรรมดา · the note holds a control character that no report can print: type it as plain text"
        }
        "snapshot_code_too_long" => "รหัสของรอบยาวเกินไป · the round's code is too long",
        "snapshot_is_draft" => "ชุดร่างเผยแพร่ไม่ได้ · a draft is never published",
        "snapshot_earlier_rules" => {
            "ชุดนี้ทำด้วยกติกาของระบบรุ่นก่อน จึงไม่เผยแพร่ โปรดทำชุดใหม่แล้วเผยแพร่ชุดใหม่นั้น · it was taken by the rules of an earlier release, so it is not published: take it anew, and publish that one"
        }
        "snapshot_published" => "ชุดนี้เผยแพร่แล้ว · it was published already",
        "rollups_differ" => {
            "ผลรวมที่เก็บไว้ไม่ตรงกับค่าที่ประกอบขึ้นมา จึงยังไม่เผยแพร่ สั่ง tidtam rollups rebuild แล้วเผยแพร่ใหม่ · kept sums are not what their parts make, so nothing was published: run tidtam rollups rebuild, then publish again"
        }
        "scores_differ" => {
            "คะแนนที่เก็บไว้ไม่ตรงกับที่คำนวณใหม่จากค่าที่ใช้อยู่ จึงยังไม่เผยแพร่ สั่ง tidtam scores rebuild แล้วเผยแพร่ใหม่ · kept scores are not what their values make, so nothing was published: run tidtam scores rebuild, then publish again"
        }
        "destination_path" => "ที่อยู่ของโฟลเดอร์ต้องเริ่มด้วย / และไม่มี .. · a folder is a whole path without ..",
        "destination_no_folder" => {
            "ไม่มีโฟลเดอร์นี้ในเครื่องนี้ จึงไม่ได้บันทึกปลายทาง ให้สร้างหรือต่อเชื่อมก่อน · there is no such folder on this machine, so nothing was set: make or mount it first"
        }
        "destination_address" => {
            "ที่อยู่ต้องขึ้นต้นด้วย https:// หรือ http:// และไม่มีชื่อ รหัสผ่าน หรือคำถาม · an address begins with https:// or http:// and has no name, password or query in it"
        }
        "destination_name" => {
            "ชื่อมีอักขระที่ใช้ไม่ได้ หรือยาวเกินไป · a name has other characters than letters, digits and . _ -, or is too long"
        }
        "destination_forbidden" => {
            "ที่อยู่นี้ไม่ใช่ที่อยู่สาธารณะ จึงไม่ได้บันทึกปลายทาง ให้ระบุไว้ใน collector_networks ก่อน · the address is not a public one, so nothing was set: name it in collector_networks first"
        }
        "destination_not_secured" => {
            "ส่งโดยไม่มี https ได้เฉพาะเครือข่ายที่ระบุใน collector_networks จึงไม่ได้บันทึกปลายทาง · only to networks named in collector_networks does anything go without https, so nothing was set"
        }
        "destination_no_contact" => {
            "ยังไม่ได้ตั้ง contact_email ซึ่งบัญชีข้อมูลต้องมี จึงไม่ได้บันทึกปลายทาง · no contact_email is set, and catalogues take nothing without one, so nothing was set"
        }
        "destination_stopped" => {
            "ปลายทางนี้หยุดไปแล้ว จึงไม่ได้ส่ง ให้ตั้งใหม่หากต้องการส่งต่อ · the destination was stopped and was handed nothing: set it again to go on"
        }
        "destination_secret_missing" => "ยังไม่ได้ให้กุญแจลับ · the secret is missing",
        "secret_text" => {
            "กุญแจลับต้องเป็นอักษรละตินที่มองเห็น ไม่มีช่องว่างหัวท้าย และไม่เกิน 4,000 ตัว · a secret is made of visible Latin characters, at most 4,000, without a blank before or after it"
        }
        "secret_key_missing" => {
            "ยังไม่ได้ตั้ง secret_keys จึงเก็บกุญแจลับไม่ได้ · no secret_keys are configured, so no secret is taken"
        }
        "snapshots_backwards" => {
            "ชุดหลังทำก่อนชุดก่อน จึงบอกเหตุผลที่เปลี่ยนไม่ได้ โปรดสลับสองชุดนี้ · the later snapshot was taken before the one it is held against, so no reasons can be told: swap the two"
        }
        "snapshots_of_other_rounds" => "ชุดข้อมูลเป็นของคนละรอบ · the snapshots are of different rounds",
        "embargo_in_the_past" => "วันสิ้นสุดการห้ามเผยแพร่ผ่านไปแล้ว · the embargo has passed already",
        "account_unknown" => "ไม่มีบัญชีที่ใช้อีเมลนี้ · nobody has this e-mail address",
        "signing_key_elsewhere" => "เซิร์ฟเวอร์นี้ไม่มีกุญแจที่ใช้ลงลายมือชื่ออยู่ · this server does not hold the key that signs now",
        "signing_key_retired" => "กุญแจในแฟ้มนี้เลิกใช้แล้ว · the key in the file has ended",
        "signing_key_unreadable" => "อ่านแฟ้มกุญแจไม่ได้ · the file of the signing key cannot be read",
        "forbidden" => "ไม่มีสิทธิ์ · not allowed",
        "round_exists" => "มีรอบนี้อยู่แล้ว · there is such a round already",
        other => return other.to_owned(),
    };
    words.to_owned()
}
