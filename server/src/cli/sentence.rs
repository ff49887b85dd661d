//! One sentence in both languages for everything a service call can refuse.

use domain::problem::Problem;
use service::ServiceError;

/// The error with words of its own; its causes follow it in the chain.
pub(crate) fn of(error: ServiceError) -> anyhow::Error {
    let words = words(&error);
    match error {
        ServiceError::Unavailable(fault) | ServiceError::Fault(fault) => anyhow::Error::new(fault).context(words),
        ServiceError::NotFound(_)
        | ServiceError::Forbidden
        | ServiceError::Refused(_)
        | ServiceError::Conflict
        | ServiceError::Problems(_)
        | ServiceError::Invalid { .. } => anyhow::Error::msg(words),
    }
}

fn words(error: &ServiceError) -> String {
    match error {
        ServiceError::NotFound(what) => format!("ไม่พบ {what} · there is no such {what}"),
        ServiceError::Forbidden => "ไม่มีสิทธิ์ · not allowed".to_owned(),
        ServiceError::Refused(refusal) => format!("ทำขั้นตอนนี้ไม่ได้ · refused: {refusal}"),
        ServiceError::Conflict => "มีผู้อื่นแก้ไขไปแล้วระหว่างนี้ · somebody else changed it in the meantime".to_owned(),
        ServiceError::Problems(problems) => {
            let list: Vec<_> =
                problems.iter().map(|(code, problem)| format!("{code} {}", Problem::code(problem))).collect();
            format!("ยังมีข้อที่ต้องแก้ไข · problems remain: {}", list.join(", "))
        }
        ServiceError::Invalid { code, place } => format!("{} ({place})", invalid(code)),
        ServiceError::Unavailable(_) => {
            "ฐานข้อมูลหรือที่เก็บข้อมูลไม่ตอบสนอง ยังไม่มีการบันทึก · storage does not answer; nothing was saved".to_owned()
        }
        ServiceError::Fault(_) => "เกิดข้อผิดพลาดภายใน · internal fault".to_owned(),
    }
}

fn invalid(code: &str) -> String {
    let words = match code {
        "audit_broken" => "บันทึกการใช้งานถูกแก้ไขหรือเสียหาย · the audit chain is broken",
        "not_a_tree" => "รายชื่อหน่วยงานไม่เป็นโครงสร้างต้นไม้ · the organisations make no tree",
        "unknown_organisation" => "ไม่รู้จักหน่วยงาน · unknown organisation",
        "organisation_left_out" => {
            "แฟ้มขาดหน่วยงานที่มีอยู่ในระบบ ให้ระบุวันสิ้นสุดแทนการลบแถว · a registered organisation is left out: give it a last day instead of removing its row"
        }
        "plan_format" => "บรรทัดแรกของแฟ้มแผนต้องบอกรูปแบบ · the plan file must begin with its format",
        "plan_file" => "อ่านแฟ้มแผนไม่ได้ · the plan file cannot be taken",
        "plan_version_exists" => {
            "แผนรุ่นนี้มีอยู่แล้วและมีเนื้อหาต่างกัน ให้เพิ่มเลขรุ่น · this version of the plan exists with another text: raise the version"
        }
        "plan_version_not_next" => "เลขรุ่นของแผนต้องต่อจากรุ่นล่าสุด · the plan's version must follow the last one",
        "round_exists" => "มีรอบนี้อยู่แล้ว · there is such a round already",
        other => return other.to_owned(),
    };
    words.to_owned()
}
