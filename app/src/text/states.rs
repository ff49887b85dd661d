//! Words of states, roles and statuses.

use super::format;
use domain::{
    access::Role,
    status::{Status, StatusCounts},
    submission::StateName,
    text::Language,
    trust::TrustGrade,
};
use strum::AsRefStr;

/// How far one indicator's part of a report is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum EntryState {
    /// Nothing is filled in.
    Empty,
    /// Something is missing, and nothing is wrong.
    Unfinished,
    /// Complete.
    Filled,
    /// Something must be corrected.
    Problem,
    /// Something must be explained.
    Explain,
    /// It was sent back and has not been changed since.
    Returned,
    /// It does not apply.
    NotApplicable,
}

/// What stands behind a figure.
pub fn trust(language: Language, grade: TrustGrade) -> &'static str {
    let (th, en) = match grade {
        TrustGrade::SelfReported => ("หน่วยงานรายงานเอง", "self-reported"),
        TrustGrade::EvidenceAttached => ("มีหลักฐานแนบ", "evidence attached"),
        TrustGrade::MachineCollected => ("ระบบดึงข้อมูลเอง", "machine-collected"),
        TrustGrade::EvidenceVerified => ("สพร. ตรวจหลักฐานแล้ว", "evidence verified"),
    };
    super::either(language, th, en)
}

/// How far one indicator's part of a report is.
pub fn entry(language: Language, state: EntryState) -> &'static str {
    let (th, en) = match state {
        EntryState::Empty => ("ยังไม่กรอก", "Not filled in"),
        EntryState::Unfinished => ("ยังไม่ครบ", "Unfinished"),
        EntryState::Filled => ("กรอกแล้ว", "Filled in"),
        EntryState::Problem => ("ต้องแก้ไข", "To correct"),
        EntryState::Explain => ("ต้องอธิบาย", "To explain"),
        EntryState::Returned => ("ส่งกลับแก้ไข", "Sent back"),
        EntryState::NotApplicable => ("ไม่เกี่ยวข้อง", "Not applicable"),
    };
    super::either(language, th, en)
}

/// A step of a report, as its thread tells it.
pub fn step(language: Language, step: &str) -> &'static str {
    let (th, en) = match step {
        "submit" => ("ส่งรายงาน", "submitted the report"),
        "withdraw" => ("ดึงรายงานกลับมาแก้ไข", "took the report back"),
        "approve" => ("อนุมัติรายงาน", "approved the report"),
        "file_on_behalf" => ("ยื่นรายงานแทนผู้อนุมัติ", "filed the report on behalf of its approver"),
        "endorse" => ("เห็นชอบรายงาน", "endorsed the report"),
        "return_for_change" => ("ส่งกลับแก้ไข", "sent the report back"),
        "accept" => ("รับรองรายงาน", "accepted the report"),
        "object" => ("คัดค้านค่าที่ตรวจสอบแล้ว", "objected to a verified value"),
        "object_to_score" => ("คัดค้านคะแนน", "objected to a score"),
        "objection_upheld_against_edition" => {
            ("เห็นด้วยกับคำคัดค้านคะแนน เกณฑ์รุ่นนี้บกพร่อง", "upheld an objection to a score: the edition is at fault")
        }
        "objection_said" => ("แสดงความเห็นต่อคำคัดค้าน", "said more about an objection"),
        "objection_evidence" => ("แนบหลักฐานของคำคัดค้าน", "added evidence to an objection"),
        "objection_withdrawn" => ("ถอนคำคัดค้าน", "took an objection back"),
        "objection_upheld" => ("เห็นด้วยกับคำคัดค้าน ค่าใหม่มีผลแล้ว", "upheld an objection; the new value counts"),
        "objection_rejected" => ("ไม่เห็นด้วยกับคำคัดค้าน ค่าคงเดิม", "rejected an objection; the value stays"),
        "correct" => ("เปิดให้แก้ไขค่าที่รับรองแล้ว", "reopened the report for a correction"),
        "import" => ("นำเข้าค่าที่รับรองแล้วจากแฟ้ม", "brought in accepted values from the file"),
        _ => ("ดำเนินการ", "did something"),
    };
    super::either(language, th, en)
}

/// A report's state.
pub fn state(language: Language, state: StateName) -> &'static str {
    let (th, en) = match state {
        StateName::NotStarted => ("ยังไม่เริ่ม", "Not started"),
        StateName::Draft => ("ฉบับร่าง", "Draft"),
        StateName::Returned => ("ส่งกลับแก้ไข", "Returned"),
        StateName::Submitted => ("รออนุมัติ", "Waiting for approval"),
        StateName::Approved => ("อนุมัติแล้ว รอรับรอง", "Approved, waiting for review"),
        StateName::Endorsed => ("ผ่านต้นสังกัด รอรับรอง", "Endorsed, waiting for review"),
        StateName::Accepted => ("รับรองแล้ว", "Accepted"),
    };
    super::either(language, th, en)
}

/// A report that DGA opened again after acceptance.
pub fn reopened(language: Language) -> &'static str {
    super::either(language, "เปิดให้แก้ไข", "Reopened")
}

/// A role.
pub fn role(language: Language, role: Role) -> &'static str {
    let (th, en) = match role {
        Role::Reporter => ("ผู้รายงาน", "Reporter"),
        Role::Approver => ("ผู้อนุมัติ", "Approver"),
        Role::Coordinator => ("ผู้ประสานงานต้นสังกัด", "Coordinator"),
        Role::Reviewer => ("ผู้ตรวจรับรอง (สพร.)", "Reviewer (DGA)"),
        Role::Administrator => ("ผู้ดูแลระบบ (สพร.)", "Administrator (DGA)"),
        Role::Executive => ("ผู้บริหาร", "Executive"),
    };
    super::either(language, th, en)
}

/// A status against the trajectory.
pub fn status(language: Language, status: Status) -> &'static str {
    let (th, en) = match status {
        Status::OnCourse => ("เป็นไปตามเป้า", "On course"),
        Status::AtRisk => ("มีความเสี่ยง", "At risk"),
        Status::OffCourse => ("ไม่เป็นไปตามเป้า", "Off course"),
        Status::NoData => ("ไม่มีข้อมูล", "No data"),
        Status::NotApplicable => ("ไม่เกี่ยวข้อง", "Does not apply"),
    };
    super::either(language, th, en)
}

/// That nothing is expected in the period.
pub fn no_target(language: Language) -> &'static str {
    super::either(language, "ไม่มีเป้าหมายในรอบนี้", "No target this time")
}

/// That nothing was expected in another period than the one that is shown.
pub fn no_target_then(language: Language) -> &'static str {
    super::either(language, "ไม่มีเป้าหมาย", "No target")
}

/// That figures are never added up.
pub fn not_added_up(language: Language) -> &'static str {
    super::either(language, "ไม่รวมค่า", "Not added up")
}

/// By which share bodies are sorted where the number of those with a status is shown.
pub fn sorted_by_share(language: Language, status: Status) -> &'static str {
    let (th, en) = if status.applies() {
        (
            "เรียงตามสัดส่วนในตัวชี้วัดที่เกี่ยวข้อง ไม่ใช่ตามจำนวน",
            "Sorted by the share of the indicators that apply, not by the number",
        )
    } else {
        ("เรียงตามสัดส่วนในตัวชี้วัดทั้งหมด ไม่ใช่ตามจำนวน", "Sorted by the share of all indicators, not by the number")
    };
    super::either(language, th, en)
}

/// A status where it is not told apart why some have none: a figure is missing or has no target, or figures are never added up.
pub fn undivided(language: Language, status: Status) -> &'static str {
    if status == Status::NoData {
        return super::either(language, "ไม่มีสถานะ", "No status");
    }
    self::status(language, status)
}

/// How many indicators there are to be on course: those that apply, and that word where not all do.
pub fn applicable(language: Language, counts: StatusCounts) -> String {
    let number = format::counted(counts.applicable());
    match (language, counts.not_applicable, counts.applicable()) {
        (Language::Th, 0, _) => format!("{number} ตัวชี้วัด"),
        (Language::En, 0, 1) => format!("{number} indicator"),
        (Language::En, 0, _) => format!("{number} indicators"),
        (Language::Th, _, _) => format!("{number} ตัวชี้วัดที่เกี่ยวข้อง"),
        (Language::En, _, 1) => format!("{number} indicator that applies"),
        (Language::En, _, _) => format!("{number} indicators that apply"),
    }
}

/// The verb of how many of them are on course, in English: one is, of one it is, and others are.
pub(super) fn are(counts: StatusCounts) -> &'static str {
    if counts.on_course == 1 || counts.applicable() == 1 { "is" } else { "are" }
}

/// How many of all do not apply, behind how many there are; nothing where all apply.
pub fn inapplicable(language: Language, counts: StatusCounts) -> String {
    let number = format::counted(counts.not_applicable);
    match (language, counts.not_applicable) {
        (_, 0) => String::new(),
        (Language::Th, _) => format!(" (ไม่เกี่ยวข้อง {number})"),
        (Language::En, 1) => " (1 does not apply)".to_owned(),
        (Language::En, _) => format!(" ({number} do not apply)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_some_do_not_apply_those_that_do_are_called_so() {
        let of = StatusCounts { on_course: 15, at_risk: 7, off_course: 4, no_data: 2, not_applicable: 0 };
        let some_do_not = StatusCounts { not_applicable: 5, ..of };
        let (all, some) = (applicable(Language::En, of), applicable(Language::En, some_do_not));
        assert_eq!((all.as_str(), some.as_str()), ("28 indicators", "28 indicators that apply"));
        let one = StatusCounts { on_course: 1, ..StatusCounts::default() };
        let (all, some) = (one, StatusCounts { not_applicable: 2, ..one });
        let [all, some] = [all, some].map(|counts| applicable(Language::En, counts));
        assert_eq!((all.as_str(), some.as_str()), ("1 indicator", "1 indicator that applies"));
    }
}
