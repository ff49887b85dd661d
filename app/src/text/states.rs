//! Words of states, roles and statuses.

use domain::{access::Role, status::Status, submission::StateName, text::Language};

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
    };
    super::either(language, th, en)
}
