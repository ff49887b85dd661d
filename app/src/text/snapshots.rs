//! Words of snapshots.

use chrono::{DateTime, Utc};
use domain::{
    snapshot::{Stage, TakenBy},
    text::Language,
};

super::words! {
    /// Snapshots.
    Snapshots {
        title: "ชุดข้อมูล ณ วันที่", "Snapshots";
        lead: "ข้อมูลของแต่ละรอบที่หยุดไว้ ณ วันหนึ่ง ลงลายมือชื่อดิจิทัลไว้ ใครก็ตรวจได้ว่าไม่ถูกแก้ไข", "The data of each round as it stood at one moment, signed so that anybody can check that nothing was changed";
        none: "ยังไม่มีชุดข้อมูลที่ท่านอ่านได้", "There is no snapshot that you may read yet";
        none_why: "ชุดข้อมูลของแต่ละรอบเผยแพร่หลังตรวจรายงานครบแล้ว", "The snapshot of a round is published once its reports are reviewed";
        code: "รหัส", "Code";
        round: "รอบ", "Round";
        stage: "ระยะ", "Stage";
        taken: "ทำเมื่อ", "Taken";
        by: "โดย", "By";
        state: "สถานะ", "State";
        size: "ขนาด", "Size";
        not_published: "ยังไม่เผยแพร่", "Not published";
        published: "เผยแพร่แล้ว", "Published";
        embargo: "เผยแพร่ตั้งแต่", "For everybody from";
        note: "หมายเหตุการแก้ไข", "Revision note";
        replaces: "แทนชุด", "Replaces";
        replaced_by: "มีชุดใหม่แทนแล้ว", "Replaced by a newer one";
        download: "ดาวน์โหลดชุดข้อมูล", "Download the snapshot";
        verify_it: "ตรวจสอบไฟล์", "Verify a file";
        compare: "เทียบกับชุดก่อน", "Compare with the one before";
        contents: "เนื้อหา", "Contents";
        part: "ส่วน", "Part";
        lines: "จำนวน", "Lines";
        values: "ค่าที่รับรองแล้ว", "Accepted values";
        scores: "คะแนนพร้อมที่มา", "Scores with derivations";
        proof: "หลักฐานความถูกต้อง", "What proves it";
        root: "รากของต้นไม้แฮช", "Root of the tree of hashes";
        sha256: "SHA-256 ของไฟล์", "SHA-256 of the file";
        key: "กุญแจที่ลงลายมือชื่อ", "Signed by the key";
        keys: "กุญแจสาธารณะทั้งหมด", "All public keys";
        format: "รูปแบบไฟล์อธิบายไว้ใน docs/snapshot-format.md ในคลังซอร์สโค้ดของระบบ", "docs/snapshot-format.md in the source repository tells the format";
        take_title: "ทำชุดข้อมูลด้วยมือ", "Take a snapshot by hand";
        take_hint: "ระบบทำชุดร่างเองเมื่อรอบปิด และชุดสมบูรณ์เมื่อตรวจรายงานครบและไม่มีรายงานใดส่งเข้ามาได้อีก ชุดใหญ่อาจใช้เวลาหลายนาที ระหว่างนั้นทุกคนทำงานต่อได้ และหน้านี้บอกความคืบหน้า", "A draft is taken by itself when a round closes, and a final one when its reports are reviewed and none can come in any more. A large one may take minutes; everybody can go on working, and this page tells how far it is";
        under_way_title: "กำลังทำ", "Being taken";
        ended_title: "ที่ขอไว้เมื่อไม่นานนี้", "Asked for lately";
        asked: "ขอเมื่อ", "Asked for";
        progress: "รายงานที่บันทึกแล้ว", "Reports written";
        of: "จาก", "of";
        taken_ready: "เสร็จแล้ว", "It is there";
        not_taken: "ไม่ได้ทำ", "Not taken";
        loads_anew: "หน้านี้โหลดใหม่เองทุก 3 วินาทีจนกว่าจะเสร็จ", "This page loads itself anew every 3 seconds until it is there";
        load_now: "โหลดเดี๋ยวนี้", "Load now";
        stop_reading: "ถอนออก", "Take off the list";
        take_round: "รหัสรอบ เช่น 2570-q1", "Code of the round, such as 2570-q1";
        take: "ทำชุดข้อมูล", "Take the snapshot";
        note_hint: "อะไรเปลี่ยนจากชุดก่อน และเพราะอะไร ข้อความนี้เผยแพร่พร้อมชุดข้อมูล", "What changed since the one before, and why; this is published with the snapshot";
        publish_title: "เผยแพร่", "Publish";
        publish_hint: "เผยแพร่แล้วแก้ไขหรือถอนไม่ได้ ไม่ว่าโดยใคร ระบบตรวจไฟล์ทั้งหมดก่อนเผยแพร่", "What is published can never be changed or taken back, by anybody. The whole file is verified first";
        embargo_until: "ให้ทุกคนอ่านได้ตั้งแต่วันที่", "For everybody from this day on";
        embargo_hint: "เว้นว่างไว้เพื่อเผยแพร่ทันที ก่อนถึงวันนั้นอ่านได้เฉพาะผู้ที่อยู่ในรายชื่อ", "Leave it empty to publish at once. Until that day only those on the list may read it";
        publish: "เผยแพร่ชุดข้อมูล", "Publish the snapshot";
        readers_title: "ผู้ที่อ่านได้ก่อนเผยแพร่", "Who may read it before everybody";
        readers_none: "ยังไม่มีผู้ใดนอกจากผู้ดูแลและผู้ตรวจ", "Nobody but administrators and reviewers";
        email: "อีเมลของบัญชี", "E-mail address of the account";
        let_read: "ให้อ่านได้", "Let them read";
        diff_title: "สิ่งที่เปลี่ยน", "What changed";
        diff_none: "ไม่มีอะไรต่างกัน", "Nothing differs";
        moved_score: "คะแนน ก่อน → หลัง", "Score, before → after";
        moved_place: "อันดับ ก่อน → หลัง", "Place, before → after";
        moved_why: "เพราะ", "Why";
        moved_list: "ดูรายการ", "Show them";
        before: "ชุดก่อน", "Before";
        after: "ชุดหลัง", "After";
        verify_title: "ตรวจสอบชุดข้อมูล", "Verify a snapshot";
        verify_lead: "ตรวจในเครื่องของท่านเองว่าไฟล์ไม่ถูกแก้ไข ลายมือชื่อถูกต้อง และคะแนนทุกคะแนนตรงกับค่าในไฟล์ ไฟล์ไม่ถูกส่งออกจากเครื่อง", "Checks on your own machine that the file was not changed, that the signature holds and that every score follows from the values in it. The file does not leave your machine";
        verify_file: "เลือกไฟล์ .tidtam", "Choose a .tidtam file";
        verify_script: "เบราว์เซอร์นี้ตรวจในหน้านี้ไม่ได้ ใช้คำสั่งด้านล่างแทน", "This browser cannot verify on this page; use the command below";
        verify_running: "กำลังตรวจ", "Verifying";
        verify_whole: "ถูกต้องครบถ้วน และลงลายมือชื่อแล้ว", "Whole and signed";
        verify_broken: "ไม่ถูกต้อง ไฟล์นี้ไม่ใช่ชุดข้อมูลที่ลงลายมือชื่อไว้", "Not whole: this is not the snapshot that was signed";
        verify_line: "บรรทัดที่", "Line";
        verify_scores: "คะแนนที่คำนวณใหม่และตรงกันทั้งหมด", "Scores computed again, all of which agree";
        verify_demonstration: "ข้อมูลสาธิต ตัวเลขทุกตัวสร้างขึ้น", "A demonstration: every figure is made up";
        verify_unread: "อ่านไฟล์ไม่ได้", "The file cannot be read";
        verify_command: "ตรวจด้วยคำสั่ง", "Verify on the command line";
        verify_command_why: "ใช้ได้โดยไม่ต้องต่อระบบ ต้องการเพียงไฟล์กับกุญแจสาธารณะ จบด้วยรหัส 0 เมื่อถูกต้อง และ 3 เมื่อไม่ถูกต้อง", "It needs no connection, only the file and the public keys, and ends with code 0 when the file is whole and 3 when it is not";
        verify_example: "รหัสชุด.tidtam", "SNAPSHOT.tidtam";
        verify_keys: "กุญแจสาธารณะที่ใช้ตรวจ", "Public keys it is checked against";
        since: "ตั้งแต่", "Since";
        until: "ถึง", "Until";
        now: "ใช้อยู่", "In use";
        key_word: "ผู้รับรอง", "Vouched for by";
        key_first: "เป็นกุญแจแรก", "It is the first";
        key_vouched: "กุญแจก่อนหน้า", "The key before";
        key_unvouched: "ไม่มี", "Nobody";
        no_keys: "ยังไม่มีกุญแจ เพราะยังไม่มีชุดข้อมูล", "There is no key yet, since there is no snapshot";
    }
}

/// How far a round was.
pub fn stage(language: Language, stage: Stage) -> &'static str {
    let (th, en) = match stage {
        Stage::Draft => ("ร่าง", "Draft"),
        Stage::Final => ("ฉบับสมบูรณ์", "Final"),
    };
    super::either(language, th, en)
}

/// That reports of a closed round may still come in, so many and until then.
pub fn still_open(language: Language, round: &str, reports: usize, until: DateTime<Utc>) -> String {
    let (reports, until) = (super::format::counted(reports), super::format::instant(language, until));
    match language {
        Language::Th => format!(
            "{round}: ยังอาจมีรายงานเข้ามาอีก {reports} ฉบับ ถึง {until} เพราะได้ขยายเวลา ส่งกลับให้แก้ไข หรือเปิดให้แก้ไขหลังรับรอง ฉบับสมบูรณ์ที่ทำก่อนนั้น\
             จะไม่มีรายงานเหล่านี้ หรือมีตามที่รายงานไว้เดิม และระบบจะไม่ทำฉบับใหม่ให้เอง"
        ),
        Language::En => format!(
            "{round}: reports that may still come in, given more time, sent back or opened again: {reports}, until {until}. A final \
             snapshot taken before then lacks them or has what they said before, and no other is taken by itself"
        ),
    }
}

/// That the next final snapshot of a round is taken by hand.
pub(crate) fn needs_note(language: Language, round: &str) -> String {
    match language {
        Language::Th => format!(
            "{round}: ปิดรับอีกครั้งหลังเผยแพร่ฉบับสมบูรณ์แล้ว ฉบับใหม่ต้องมีหมายเหตุว่าอะไรเปลี่ยนและเพราะอะไร ระบบจึงไม่ทำให้เอง โปรดทำด้วยมือ"
        ),
        Language::En => format!(
            "{round}: closed again after its final snapshot was published. The next one needs a note on what changed and why, so \
             none is taken by itself: take it by hand"
        ),
    }
}

/// Through what it was taken.
pub fn taken_by(language: Language, by: TakenBy) -> &'static str {
    let (th, en) = match by {
        TakenBy::Administrator => ("ผู้ดูแลระบบ", "An administrator"),
        TakenBy::CommandLine => ("บรรทัดคำสั่งของเซิร์ฟเวอร์", "The server's command line"),
        TakenBy::Timetable => ("ตารางเวลา", "The timetable"),
    };
    super::either(language, th, en)
}

/// How many more changes there are.
pub fn more(language: Language, count: usize) -> String {
    let count = super::format::counted(count);
    match language {
        Language::Th => format!("และอีก {count} รายการ"),
        Language::En => format!("and {count} more"),
    }
}
