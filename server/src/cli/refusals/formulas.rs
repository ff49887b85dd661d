//! Why a formula of a plan is refused, in Thai; its own words are the English ones.

use domain::{
    derived::{FormulaFault, FormulaPart},
    expression::{Dimension, ExpressionReason, Unit},
};

/// One sentence, with the place where there is one.
pub(super) fn thai(fault: &FormulaFault) -> String {
    match fault {
        FormulaFault::Unreadable { part, error } => {
            format!("{} ตัวอักษรที่ {}: {}", formula(*part), error.at.start + 1, reason(&error.reason))
        }
        FormulaFault::UnitOf { part, found, wanted } => {
            format!("{}ได้ผลเป็น{} แต่ตัวชี้วัดนี้ต้องเป็น{}", formula(*part), unit(found), unit(wanted))
        }
        FormulaFault::BaseMissing => "อัตราส่วนหรือค่าเฉลี่ยต้องมีสูตรของตัวหาร (base) ด้วย".to_owned(),
        FormulaFault::BaseUnasked => "ตัวชี้วัดนี้มีตัวเลขเดียว จึงมีสูตรของตัวหาร (base) ไม่ได้".to_owned(),
        FormulaFault::Rank => "อันดับคำนวณจากสูตรไม่ได้".to_owned(),
        FormulaFault::NotOfBodies { indicator, .. } => {
            format!("ไม่ได้ถามตัวชี้วัด {indicator} จากหน่วยงาน จึงไม่มีหน่วยงานใดมีค่า")
        }
        FormulaFault::SumsItself { .. } => {
            "สูตรนี้รวมค่าของตัวเองจากหน่วยงานที่อยู่ถัดลงไป หน่วยงานล่างสุดไม่มีหน่วยงานถัดลงไป จึงไม่มีหน่วยงานใดมีค่า".to_owned()
        }
        FormulaFault::Cycle(cycle) => {
            let codes: Vec<String> = cycle.indicators.iter().map(ToString::to_string).collect();
            format!("สูตรของตัวชี้วัดต่อไปนี้ต้องใช้กันเป็นวง: {}", codes.join(", "))
        }
    }
}

fn formula(part: FormulaPart) -> &'static str {
    match part {
        FormulaPart::Value => "สูตรของค่า (value)",
        FormulaPart::Base => "สูตรของตัวหาร (base)",
    }
}

fn reason(reason: &ExpressionReason) -> String {
    use ExpressionReason as R;
    let words = match reason {
        R::TooLong => "สูตรยาวเกินไป",
        R::TooManyParts => "สูตรมีส่วนประกอบมากเกินไป",
        R::TooDeep => "สูตรซ้อนกันหลายชั้นเกินไป",
        R::Unreadable => "อักขระนี้ไม่มีความหมายในสูตร",
        R::NotANumber => "ไม่ใช่ตัวเลข",
        R::BracketOpen => "ไม่ได้ปิดวงเล็บเหลี่ยม",
        R::NotACode => "ในวงเล็บเหลี่ยมไม่ใช่รหัสตัวชี้วัด",
        R::UnknownIndicator { indicator } => return format!("ไม่มีตัวชี้วัด {indicator}"),
        R::UnknownWord => "ไม่รู้จักคำนี้",
        R::EndsEarly => "สูตรจบก่อนครบ",
        R::Unexpected => "สิ่งนี้ไม่ควรอยู่ตรงนี้",
        R::ParenthesisOpen => "ไม่ได้ปิดวงเล็บ",
        R::Arguments => "จำนวนค่าในวงเล็บของฟังก์ชันไม่ถูกต้อง",
        R::NeedsIndicator => "ฟังก์ชันนี้ต้องมีตัวชี้วัดหนึ่งตัวในวงเล็บเหลี่ยม",
        R::NeedsCondition => "ตรงนี้ต้องเป็นเงื่อนไข",
        R::NeedsNumber => "ตรงนี้ต้องเป็นตัวเลข",
        R::UnitsDiffer { left, right } => return format!("{}กับ{}ใช้ด้วยกันไม่ได้", unit(left), unit(right)),
        R::NotReckonable { unit: of } => return format!("{}คำนวณต่อไม่ได้", unit(of)),
        R::NotSummable { unit: of } => return format!("{}รวมข้ามหน่วยงานไม่ได้", unit(of)),
        R::DividesByZero => "หารด้วยศูนย์",
        R::UnitTooHigh => "หน่วยที่คูณกันแล้วไม่มีความหมาย",
    };
    words.to_owned()
}

fn unit(unit: &Unit) -> String {
    let dimensions: Vec<(Dimension, i8)> = unit.clone().into();
    if dimensions.is_empty() {
        return "ตัวเลขที่ไม่มีหน่วย".to_owned();
    }
    let words = dimensions.into_iter().map(|(dimension, power)| {
        let name = match dimension {
            Dimension::Count => "จำนวนนับ".to_owned(),
            Dimension::Baht => "บาท".to_owned(),
            Dimension::Percent => "ร้อยละ".to_owned(),
            Dimension::YesNo => "ใช่/ไม่ใช่".to_owned(),
            Dimension::Score => "คะแนน".to_owned(),
            Dimension::Level => "ระดับ".to_owned(),
            Dimension::Rank => "อันดับ".to_owned(),
            Dimension::Mean(unit) => format!("“{unit}”"),
        };
        if power == 1 { name } else { format!("{name}^{power}") }
    });
    words.collect::<Vec<_>>().join("·")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_that_do_not_go_together_are_told_in_thai_with_their_place() {
        let [left, right] = [Dimension::Count, Dimension::Baht].map(Unit::of);
        let reason = ExpressionReason::UnitsDiffer { left, right };
        let error = domain::expression::ExpressionError { at: domain::expression::Span { start: 8, end: 15 }, reason };
        let told = thai(&FormulaFault::Unreadable { part: FormulaPart::Value, error });
        assert_eq!(told, "สูตรของค่า (value) ตัวอักษรที่ 9: จำนวนนับกับบาทใช้ด้วยกันไม่ได้");
    }
}
