//! Words of signing on behalf.

use super::format;
use domain::{delegation::DelegationState, text::Language};
use service::actor::Delegated;

super::words! {
    /// Signing on behalf.
    Delegations {
        title: "การมอบให้ลงนามแทน", "Signing on behalf";
        lead: "ผู้อนุมัติมอบให้ผู้อื่นอนุมัติแทนได้ชั่วคราว ผู้รับมอบลงนามในชื่อตนเอง รายงานและบันทึกแสดงว่าแทนใคร", "An approver may let somebody else approve for a time; they sign in their own name, and the report and the log say on whose behalf";
        none: "ไม่มีการมอบที่ยังมีผล", "Nothing is given or received at present";
        organisation: "หน่วยงานและทุกหน่วยงานในสังกัด", "Organisation, with everything below";
        giver: "ผู้มอบ", "Given by";
        receiver: "ผู้รับมอบ", "Given to";
        time: "ช่วงเวลา", "When";
        reason: "เหตุผลหรือเลขที่คำสั่ง", "Reason, or the number of the order";
        state: "สถานะ", "State";
        given_to: "อีเมลของผู้รับมอบ", "E-mail address of whoever signs";
        starts: "ตั้งแต่ต้นวันที่", "From the start of";
        ends: "ถึงสิ้นวันที่ (ไม่เกิน 92 วัน)", "To the end of (at most 92 days)";
        give: "มอบให้ลงนามแทน", "Let them sign";
        revoke: "ยกเลิก", "Take back";
        in_the_name: "ในนามของ", "on behalf of";
    }
}

/// What a delegation is.
pub fn state(language: Language, state: DelegationState) -> (&'static str, &'static str) {
    let (mark, th, en) = match state {
        DelegationState::Upcoming => ("upcoming", "ยังไม่เริ่ม", "not begun"),
        DelegationState::Running => ("open", "มีผล", "counts"),
        DelegationState::Over => ("closed", "สิ้นสุดแล้ว", "over"),
        DelegationState::Revoked => ("closed", "ยกเลิกแล้ว", "taken back"),
    };
    (mark, super::either(language, th, en))
}

/// That whoever reads this may sign, and on whose behalf until when.
pub fn may_sign(language: Language, delegated: &Delegated) -> String {
    let until = format::instant(language, delegated.ends_at);
    let giver = &delegated.giver;
    match language {
        Language::Th => format!("ท่านลงนามได้ในนามของ {giver} ถึง {until} รายงานและบันทึกจะแสดงทั้งสองชื่อ"),
        Language::En => {
            format!("You may sign on behalf of {giver} until {until}; the report and the log show both names")
        }
    }
}
