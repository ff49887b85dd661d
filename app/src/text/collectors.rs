//! Words of collectors: what agencies publish at addresses of their own, and what came of asking.

use domain::{
    collector::{Activity, Forbidden, Handing, SourceKind, Trouble},
    text::Language,
};
use service::collectors::{FetchProblem, PollOutcome, Told};

super::words! {
    /// Collectors.
    Collectors {
        title: "การดึงค่าอัตโนมัติ", "Collectors";
        lead: "หน่วยงานเผยแพร่ตัวเลขที่ที่อยู่ของตนเอง ระบบดึงมาใส่ร่างตามเวลา แล้วรอผู้รายงานยืนยัน", "The agency publishes figures at an address of its own; they are fetched into the draft on time and wait for a reporter to confirm them";
        to_list: "การดึงค่าอัตโนมัติของหน่วยงานนี้", "Collectors of this agency";
        none: "ยังไม่มีการดึงค่า", "There are no collectors yet";
        none_why: "เพิ่มได้เมื่อหน่วยงานมีที่อยู่ https ที่ให้ตัวเลขเป็น JSON, CSV, CKAN หรือ SDMX-CSV", "Add one when the agency has an https address that gives figures as JSON, CSV, CKAN or SDMX-CSV";
        add: "เพิ่มการดึงค่า", "Add a collector";
        edit: "แก้ไข", "Change";
        name: "ชื่อ", "Name";
        name_hint: "เช่น ระบบสถิติของกรม", "Such as the department's statistics system";
        plan: "แผน", "Plan";
        other_plans: "แผนอื่น", "Other plans";
        endpoint: "ที่อยู่", "Address";
        endpoint_hint: "เริ่มด้วย https:// ใส่ {agency} {period} {iso_period} {year_be} {year_ce} {quarter} {first_day} {last_day} แทนหน่วยงานและงวดได้", "Begins with https://; {agency} {period} {iso_period} {year_be} {year_ce} {quarter} {first_day} {last_day} stand for the agency and the period";
        kind: "รูปแบบ", "Shape";
        rows: "แถวที่ใช้ (CSV, CKAN, SDMX)", "Which rows (CSV, CKAN, SDMX)";
        rows_hint: "คอลัมน์=ข้อความ คั่นด้วย ; เช่น agency={agency}; period={period} เว้นว่างได้", "column=text, parted by ; such as agency={agency}; period={period}; may stay empty";
        mapping: "ตัวเลขอยู่ตรงไหน", "Where each figure stands";
        mapping_hint: "JSON ใช้ตัวชี้ เช่น /data/0/done ตารางใช้ชื่อคอลัมน์ เช่น OBS_VALUE[INDICATOR=E2E] เว้นว่างตัวชี้วัดที่ไม่ได้เผยแพร่", "JSON: a pointer such as /data/0/done. Tables: a column such as OBS_VALUE[INDICATOR=E2E]. Leave empty what is not published";
        indicator: "ตัวชี้วัด", "Indicator";
        value: "ค่าหรือตัวตั้ง", "Value or numerator";
        base: "ตัวหารหรือฐาน", "Denominator or base";
        times: "เวลาที่ดึง", "When it asks";
        times_hint: "นาที ชั่วโมง วันที่ เดือน วันในสัปดาห์ ตามเวลากรุงเทพฯ เช่น 0 6 * * * คือ 6.00 น. ทุกวัน ห่างกันอย่างน้อย 5 นาที", "Minute, hour, day, month, weekday by Bangkok's clock: 0 6 * * * is six every morning. At least five minutes apart";
        handing: "เมื่อได้ตัวเลขแล้ว", "What becomes of the figures";
        activity: "การทำงาน", "Whether it asks by itself";
        secret: "รหัสลับที่ส่งไปด้วย", "Secret that is sent along";
        secret_hint: "เข้ารหัสเมื่อเก็บ ไม่แสดงอีก และส่งไปที่อยู่นี้เท่านั้น", "Encrypted at rest, never shown again, and sent to this address alone";
        secret_choice: "รหัสลับ", "Secret";
        secret_keep: "คงไว้ตามเดิม", "As it is";
        secret_none: "ไม่ส่ง", "None";
        secret_new: "ตั้งใหม่", "A new one";
        secret_header: "ชื่อส่วนหัว", "Name of the header";
        secret_header_hint: "เช่น Authorization หรือ X-Api-Key", "Such as Authorization or X-Api-Key";
        secret_text: "ข้อความของส่วนหัวทั้งหมด", "The whole text of the header";
        secret_text_hint: "เช่น Bearer ตามด้วยโทเคน", "Such as Bearer with a token";
        has_secret: "มีรหัสลับ", "With a secret";
        test: "ลองดึง", "Try it";
        save: "บันทึก", "Save";
        tested: "ผลการลอง ยังไม่มีการบันทึก", "What came of trying; nothing is saved";
        would_be: "ค่าที่จะได้ เทียบกับร่าง", "What would come, beside the draft";
        in_draft: "ในร่าง", "In the draft";
        comes: "ที่ดึงได้", "What comes";
        found: "สิ่งที่พบในแต่ละตำแหน่ง", "What stands at each place";
        place: "ตำแหน่ง", "Place";
        text: "ข้อความ", "Text";
        readable: "อ่านคำตอบได้", "The answer can be read";
        removes: "ลบ", "Remove";
        run: "ดึงเดี๋ยวนี้", "Ask now";
        polls: "การดึงที่ผ่านมา", "Polls";
        no_polls: "ยังไม่เคยดึง", "It has not asked yet";
        no_open_round: "ระบบดึงเฉพาะเมื่อมีรอบที่แก้ไขรายงานได้", "It asks only while a report can be changed";
        poll: "การดึงครั้งนี้", "One poll";
        when: "เวลา", "When";
        outcome: "ผล", "Outcome";
        last: "ครั้งล่าสุด", "Last time";
        next: "ครั้งต่อไป", "Next time";
        round: "รอบ", "Round";
        rule_version: "รุ่นของกฎ", "Version of the rule";
        asked_by: "ผู้สั่ง", "Asked by";
        timetable: "ตารางเวลา", "The timetable";
        address: "เครื่องที่ตอบ", "Machine that answered";
        status: "สถานะ HTTP", "HTTP status";
        size: "ขนาด", "Size";
        digest: "ลายนิ้วมือ SHA-256", "SHA-256";
        timing: "เวลาที่ใช้ (มิลลิวินาที)", "Time taken (milliseconds)";
        resolved: "แปลงชื่อ", "name resolved";
        connected: "เชื่อมต่อ", "connected";
        secured: "ตรวจใบรับรอง", "certificate verified";
        answered: "เริ่มตอบ", "answered";
        total: "รวม", "in all";
        request: "ส่วนหัวของคำขอ", "Headers of the request";
        response: "ส่วนหัวของคำตอบ", "Headers of the answer";
        taken: "ใส่ร่างแล้ว", "Put into the draft";
        same: "ตรงกับร่างอยู่แล้ว", "In the draft already";
        kept: "คงค่าที่คนพิมพ์ไว้", "Left as a person typed it";
        not_asked: "ไม่ได้ถามในรอบนี้", "Not asked in this round";
        not_submitted: "ยังไม่ได้ส่งรายงานเอง", "The report was not submitted by itself";
        set_by: "ตั้งล่าสุดโดย", "Last set by";
        submits_as: "รายงานที่ส่งเองถือว่าส่งโดยผู้ที่บันทึกหน้านี้ล่าสุด ผู้นั้นจึงอนุมัติไม่ได้", "What it submits counts as submitted by whoever saved this page last; they cannot approve it";
        waiting: "ค่าที่ระบบดึงมา รอท่านยืนยัน", "Collected figures wait for you";
        waiting_why: "ตรวจค่าด้านล่าง ถ้าถูกต้องให้ยืนยัน ถ้าไม่ถูกให้พิมพ์ทับ ก่อนยืนยันจะส่งรายงานไม่ได้", "Look at them below: confirm what is right, type over what is not. The report cannot be submitted before";
        confirm: "ยืนยันค่าที่ดึงมาทั้งหมด", "Confirm all collected figures";
        collected: "ดึงมาโดย", "Collected by";
        unconfirmed: "รอยืนยัน", "waits to be confirmed";
        confirmed: "ยืนยันแล้ว", "confirmed";
    }
}

/// The shape of an answer.
pub(crate) fn kind(language: Language, kind: SourceKind) -> &'static str {
    let (th, en) = match kind {
        SourceKind::Json => ("JSON", "JSON"),
        SourceKind::Csv => ("CSV", "CSV"),
        SourceKind::Ckan => ("CKAN datastore", "CKAN datastore"),
        SourceKind::SdmxCsv => ("SDMX-CSV", "SDMX-CSV"),
    };
    super::either(language, th, en)
}

/// What becomes of figures.
pub(crate) fn handing(language: Language, handing: Handing) -> &'static str {
    let (th, en) = match handing {
        Handing::Confirm => ("รอผู้รายงานยืนยัน", "Wait for a reporter to confirm them"),
        Handing::Submit => ("ส่งรายงานเองเมื่อไม่มีจุดต้องแก้", "Submit the report by itself when no problem remains"),
    };
    super::either(language, th, en)
}

/// Whether it asks by itself.
pub(crate) fn activity(language: Language, activity: Activity) -> &'static str {
    let (th, en) = match activity {
        Activity::Active => ("ดึงตามเวลา", "At its times"),
        Activity::Paused => ("หยุดไว้ ดึงเมื่อสั่งเท่านั้น", "Paused: only when asked by hand"),
    };
    super::either(language, th, en)
}

/// What came of a poll: its name for the style sheet, and its words.
pub(crate) fn outcome(language: Language, outcome: PollOutcome) -> (&'static str, &'static str) {
    let (mark, th, en) = match outcome {
        PollOutcome::Running => ("open", "กำลังดึง", "Under way"),
        PollOutcome::Taken => ("filled", "ใส่ร่างแล้ว", "Into the draft"),
        PollOutcome::Submitted => ("filled", "ส่งรายงานแล้ว", "Submitted"),
        PollOutcome::Same => ("filled", "ไม่มีอะไรเปลี่ยน", "Nothing new"),
        PollOutcome::Kept => ("explain", "ไม่ได้ใส่ร่าง", "Nothing was taken"),
        PollOutcome::Unreadable => ("problem", "อ่านคำตอบไม่ได้", "Unreadable answer"),
        PollOutcome::Failed => ("problem", "ไม่ได้คำตอบ", "No answer"),
        PollOutcome::Refused => ("returned", "รายงานแก้ไขไม่ได้แล้ว", "The report could not be changed"),
        PollOutcome::Lost => ("late", "เซิร์ฟเวอร์หยุดก่อนเสร็จ", "The server went away"),
    };
    (mark, super::either(language, th, en))
}

/// Why there are no figures.
pub(crate) fn told(language: Language, told: &Told) -> String {
    match told {
        Told::NotModified => {
            super::either(language, "ปลายทางแจ้งว่าไม่มีอะไรเปลี่ยน", "The endpoint says that nothing changed").to_owned()
        }
        Told::Failed(problem) => failed(language, problem),
        Told::Unreadable(trouble) => self::trouble(language, trouble),
    }
}

/// Why an address gave no answer.
pub(crate) fn failed(language: Language, problem: &FetchProblem) -> String {
    let (th, en) = match problem {
        FetchProblem::NoAddress => ("หาที่อยู่ของชื่อนี้ไม่พบ", "The name has no address"),
        FetchProblem::Forbidden { why } => return forbidden(language, *why),
        FetchProblem::NotConnected => ("เชื่อมต่อไม่ได้", "Nothing answers there"),
        FetchProblem::Certificate { why } => return certificate(language, why),
        FetchProblem::NotSecured => ("ปลายทางไม่ได้ใช้ TLS อย่างถูกต้อง", "The endpoint does not speak TLS as it should"),
        FetchProblem::TooSlow => ("ตอบไม่เสร็จภายใน 10 วินาที", "It took longer than 10 seconds"),
        FetchProblem::TooLarge => ("คำตอบใหญ่เกิน 1 MB", "The answer is larger than 1 MB"),
        FetchProblem::Redirect => {
            ("ปลายทางส่งต่อไปที่อื่น ซึ่งระบบไม่ตามไป", "The endpoint sends elsewhere, which is not followed")
        }
        FetchProblem::Status => ("ปลายทางตอบด้วยสถานะอื่นที่ไม่ใช่ 200", "The endpoint answers with another status than 200"),
        FetchProblem::Encoded => ("คำตอบถูกบีบอัดทั้งที่ไม่ได้ขอ", "The answer is compressed although that was not asked for"),
        FetchProblem::Broken => ("การเชื่อมต่อขาดหรือไม่ใช่ HTTP", "The connection broke, or it is not HTTP"),
        FetchProblem::SecretLost => (
            "เปิดรหัสลับที่เก็บไว้ไม่ได้ โปรดตั้งใหม่ หรือตรวจ secret_keys",
            "The stored secret cannot be opened; set it anew, or check secret_keys",
        ),
    };
    super::either(language, th, en).to_owned()
}

fn forbidden(language: Language, why: Forbidden) -> String {
    let (th, en) = match why {
        Forbidden::Loopback => ("เครื่องแม่ข่ายเอง", "the server itself"),
        Forbidden::Unspecified => ("ที่อยู่ที่ไม่ใช่ของเครื่องใด", "no machine's address"),
        Forbidden::Private => ("เครือข่ายภายใน", "a private network"),
        Forbidden::LinkLocal => ("เครือข่ายเฉพาะสาย", "a link-local address"),
        Forbidden::Shared => ("เครือข่ายของผู้ให้บริการ", "shared address space of providers"),
        Forbidden::Multicast => ("ที่อยู่ของหลายเครื่อง", "a multicast address"),
        Forbidden::Documentation => ("ที่อยู่สำหรับตัวอย่าง", "an address for documentation"),
        Forbidden::Reserved => ("ที่อยู่สงวน", "a reserved address"),
    };
    let before = super::either(language, "ไม่เชื่อมต่อ เพราะที่อยู่เป็น", "Not connected to, since it is ");
    format!("{before}{}", super::either(language, th, en))
}

fn certificate(language: Language, why: &str) -> String {
    let (th, en) = match why {
        "expired" => ("หมดอายุ", "has expired"),
        "not_valid_yet" => ("ยังไม่ถึงวันเริ่มใช้", "is not valid yet"),
        "unknown_issuer" => ("ออกโดยผู้ที่ไม่น่าเชื่อถือ", "comes from an authority that is not trusted"),
        "other_name" => ("เป็นของชื่ออื่น", "is for another name"),
        "revoked" => ("ถูกเพิกถอน", "is revoked"),
        _ => ("ไม่ถูกต้อง", "is not in order"),
    };
    let before = super::either(language, "ใบรับรองของปลายทาง", "The endpoint's certificate ");
    format!("{before}{}", super::either(language, th, en))
}

/// Why nothing can be read, in an answer or at a place.
pub(crate) fn trouble(language: Language, trouble: &Trouble) -> String {
    let (th, en) = match trouble {
        Trouble::NotUtf8 => ("คำตอบไม่ใช่ UTF-8", "The answer is not UTF-8"),
        Trouble::OtherCharset { charset } => {
            let before = super::either(
                language,
                "คำตอบใช้รหัสอักขระอื่น ต้องเป็น UTF-8: ",
                "The answer is in another encoding than UTF-8: ",
            );
            return format!("{before}{charset}");
        }
        Trouble::NotJson { line } => {
            let before = super::either(language, "คำตอบไม่ใช่ JSON บรรทัดที่", "The answer is not JSON, line");
            return format!("{before} {line}");
        }
        Trouble::NotCsv { line } => {
            let before = super::either(
                language,
                "คำตอบไม่ใช่ CSV ที่มีหัวคอลัมน์ บรรทัดที่",
                "The answer is not a CSV with a heading, line",
            );
            return format!("{before} {line}");
        }
        Trouble::NotCkan => (
            "คำตอบไม่ใช่ของ CKAN datastore หรือแจ้งว่าล้มเหลว",
            "Not the answer of a CKAN datastore, or it says that it failed",
        ),
        Trouble::NotSdmx => ("ไม่มีคอลัมน์เริ่มต้นของ SDMX-CSV", "The columns with which SDMX-CSV begins are missing"),
        Trouble::NothingThere => ("ไม่มีอะไรที่ตำแหน่งนี้", "Nothing stands there"),
        Trouble::Blank => ("ว่าง (ว่างไม่ใช่ศูนย์)", "Blank, which is not zero"),
        Trouble::NotAFigure => ("เป็นรายการหรือวัตถุ ไม่ใช่ตัวเลข", "A list or an object, not a figure"),
        Trouble::Twice => ("ชื่อนี้มีสองครั้ง", "The name stands there twice"),
        Trouble::NoColumn { column } => {
            return format!("{} {column}", super::either(language, "ไม่มีคอลัมน์", "There is no column"));
        }
        Trouble::NoRow => ("ไม่มีแถวที่ตรง", "No row fits"),
        Trouble::SeveralRows { count } => {
            return format!("{} {count}", super::either(language, "แถวที่ตรงมีหลายแถว:", "Several rows fit:"));
        }
        Trouble::TooLong => ("ยาวเกินกว่าจะเป็นตัวเลข", "Too long for a figure"),
    };
    super::either(language, th, en).to_owned()
}
