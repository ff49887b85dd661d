//! What each table holds.

use super::{
    Column, Kind,
    Presence::{Always, Sometimes},
    Table,
};
use Kind::{Computed, Date, Instant, Reported, Text, Truth, Whole};

const fn always(name: &'static str, kind: Kind, th: &'static str, en: &'static str) -> Column {
    Column { name, kind, presence: Always, th, en, of: None }
}

const fn sometimes(name: &'static str, kind: Kind, th: &'static str, en: &'static str) -> Column {
    Column { name, kind, presence: Sometimes, th, en, of: None }
}

const fn naming(column: Column, table: Table, name: &'static str) -> Column {
    Column { of: Some((table, name)), ..column }
}

const ORGANISATION: Column =
    naming(always("organisation", Text, "รหัสหน่วยงาน", "The organisation's code"), Table::Organisations, "code");
const INDICATOR: Column =
    naming(always("indicator", Text, "รหัสตัวชี้วัด", "The indicator's code"), Table::Indicators, "code");
const ROUND: Column = always("round", Text, "รหัสรอบ", "The code of the round");
const PERIOD: Column = always("period", Text, "งวด ปีงบประมาณ พ.ศ.", "The period by the Buddhist fiscal year");
const PERIOD_START: Column = always("period_start", Date, "วันแรกของงวด (ค.ศ.)", "First day of the period");
const PERIOD_END: Column = always("period_end", Date, "วันสุดท้ายของงวด (ค.ศ.)", "Last day of the period");
const SCHEME: Column = always("scheme", Text, "รหัสเกณฑ์คะแนน", "The code of the scheme");

const SNAPSHOT: &[Column] = &[
    always("code", Text, "รหัสชุดข้อมูล", "The snapshot's code"),
    always("stage", Text, "ระยะ: draft ร่าง, final ฉบับสมบูรณ์", "How far the round was: draft or final"),
    ROUND,
    PERIOD,
    PERIOD_START,
    PERIOD_END,
    always("plan", Text, "รหัสแผน", "The plan that was reported on"),
    always("plan_version", Whole, "ฉบับของแผน", "The version of the plan"),
    always("taken_at", Instant, "ทำเมื่อ (UTC)", "When it was taken: everything is as of this instant"),
    always("taken_by", Text, "ทำโดยช่องทางใด", "Through what it was taken"),
    sometimes("note", Text, "หมายเหตุการแก้ไข", "What changed since the snapshot before, and why"),
    sometimes("replaces", Text, "แทนชุดข้อมูล", "The snapshot it stands in for"),
    always("is_demonstration", Truth, "ตัวเลขทุกตัวสร้างขึ้นหรือไม่", "Whether every figure is made up"),
];

const ORGANISATIONS: &[Column] = &[
    always("code", Text, "รหัส", "The code, for life"),
    naming(sometimes("parent", Text, "หน่วยงานต้นสังกัด", "The body above"), Table::Organisations, "code"),
    always("kind", Text, "ประเภท", "What sort of body"),
    always("name_th", Text, "ชื่อ", "Its name in Thai"),
    sometimes("name_en", Text, "ชื่อภาษาอังกฤษ", "Its name in English"),
    sometimes("abbreviation_th", Text, "อักษรย่อ", "Its Thai abbreviation"),
    sometimes("abbreviation_en", Text, "อักษรย่อภาษาอังกฤษ", "Its English abbreviation"),
    sometimes(
        "province",
        Text,
        "รหัสจังหวัดของกรมการปกครอง",
        "The province's code of the Department of Provincial Administration",
    ),
    sometimes("valid_from", Date, "เริ่มมีตั้งแต่", "First day of its life, where known"),
    sometimes("valid_to", Date, "มีถึงวันที่", "Last day of its life, where it has ended"),
    always("reports", Truth, "มีหน้าที่รายงานหรือไม่", "Whether it owes reports"),
    sometimes("source", Text, "ที่มาของรายการนี้", "Where this row comes from"),
];

const INDICATORS: &[Column] = &[
    always("code", Text, "รหัส", "The code, the same through all plans"),
    always("strategy", Text, "รหัสยุทธศาสตร์", "The strategy it serves"),
    always("name_th", Text, "ชื่อ", "Its name in Thai"),
    sometimes("name_en", Text, "ชื่อภาษาอังกฤษ", "Its name in English"),
    always("definition_th", Text, "คำนิยาม", "The rule of counting in Thai"),
    sometimes("definition_en", Text, "คำนิยามภาษาอังกฤษ", "The rule of counting in English"),
    always("unit_th", Text, "หน่วยนับ", "The unit of its figure in Thai"),
    sometimes("unit_en", Text, "หน่วยนับภาษาอังกฤษ", "The unit of its figure in English"),
    always("measure", Text, "วิธีวัด", "How it is measured"),
    always("polarity", Text, "ทิศทางที่ดี", "In which direction it is better"),
    always("frequency", Text, "ความถี่", "How often it is asked"),
    always("scope", Text, "เป็นตัวเลขของใคร", "Whose figure it is"),
    always("weight", Reported, "น้ำหนักในยุทธศาสตร์", "Its weight among the indicators of its strategy"),
    always("source", Text, "ที่มาของคำนิยาม", "Where the definition comes from"),
    always("source_status", Text, "ความเป็นทางการของที่มา", "How official that source is"),
];

const REPORTS: &[Column] = &[
    ROUND,
    ORGANISATION,
    always("state", Text, "สถานะ", "Where the report was on its way"),
    always("revision", Whole, "ส่งกี่ครั้ง", "How often it was submitted"),
    sometimes("accepted_revision", Whole, "ครั้งที่รับรอง", "The revision whose values are in force"),
    sometimes("first_submitted_at", Instant, "ส่งครั้งแรกเมื่อ (UTC)", "When it was first submitted"),
];

const VALUES: &[Column] = &[
    ROUND,
    PERIOD,
    PERIOD_START,
    PERIOD_END,
    ORGANISATION,
    INDICATOR,
    always("applicability", Text, "ใช้กับหน่วยงานนี้หรือไม่", "Whether the indicator applies"),
    sometimes("reported_value", Reported, "ค่าที่รายงาน หรือตัวตั้ง", "What the agency reported: the value or numerator"),
    sometimes("reported_base", Reported, "ตัวหารหรือน้ำหนักที่รายงาน", "The denominator or weight that was reported"),
    sometimes("verified_value", Reported, "ค่าที่ สพร. รับรองแทน", "What was verified instead, where it differs"),
    sometimes("verified_base", Reported, "ตัวหารหรือน้ำหนักที่ สพร. รับรองแทน", "Its denominator or weight"),
    sometimes("figure", Computed, "ตัวเลขที่นับ ตามหน่วยของตัวชี้วัด", "The figure that counts, in the indicator's unit"),
    always("revision", Whole, "ของการส่งครั้งที่", "The revision of the report"),
    always("accepted_at", Instant, "รับรองเมื่อ (UTC)", "When it was accepted"),
    always(
        "derived",
        Truth,
        "คำนวณจากค่าอื่น ไม่มีผู้รายงาน",
        "Whether it was worked out from others, and reported by nobody",
    ),
    sometimes(
        "expected",
        Computed,
        "ค่าที่คาดว่าถึงภายในวันสุดท้ายของงวด ตามค่าฐานและเป้าหมายของแผน",
        "What was expected by the last day of the period, from baseline and targets of the plan",
    ),
    always(
        "status",
        Text,
        "สถานะเทียบกับค่าที่คาด: on_course เป็นไปตามเป้า, at_risk มีความเสี่ยง, off_course ไม่เป็นไปตามเป้า, no_data ไม่มีข้อมูล, not_applicable ไม่เกี่ยวข้อง",
        "The figure against what was expected: on_course, at_risk, off_course, no_data or not_applicable",
    ),
];

const SCORES: &[Column] = &[
    SCHEME,
    always("edition", Whole, "ฉบับของเกณฑ์", "The edition of the scheme"),
    ORGANISATION,
    sometimes("population", Text, "กลุ่มที่เทียบ", "With whom it was compared"),
    always("outcome", Text, "ผล: scored, absent, fault", "What came out: scored, absent or fault"),
    sometimes("score", Computed, "คะแนนที่เผยแพร่", "The score as published"),
    sometimes("score_before_rounding", Computed, "คะแนนก่อนปัดเศษ", "The score before rounding"),
    sometimes("class", Text, "ระดับหรือกลุ่ม", "Its class or level"),
    sometimes("class_part", Text, "ส่วนของกลุ่ม", "The part of the class"),
    sometimes("reason", Text, "เหตุที่ไม่มีคะแนน", "Why there is no score"),
];

const SCORE_NODES: &[Column] = &[
    SCHEME,
    ORGANISATION,
    always("node", Text, "รหัสองค์ประกอบ", "The node of the scheme"),
    sometimes("figure", Computed, "ตัวเลขตั้งต้น", "What was normalised"),
    sometimes("value", Computed, "คะแนนขององค์ประกอบ", "The value its parent saw"),
    sometimes("weight", Computed, "น้ำหนักที่ใช้จริง", "The weight it had among siblings with a value"),
    sometimes("contribution", Computed, "ส่วนที่ให้แก่องค์ประกอบแม่", "What it contributed to its parent"),
    sometimes("contributes_as", Text, "ให้แบบบวก part หรือคูณ factor", "Whether as a part of a sum or a factor"),
    sometimes("reason", Text, "เหตุที่ไม่มีค่า", "Why it has no value of its own"),
];

const PLACES: &[Column] = &[
    SCHEME,
    ORGANISATION,
    always("place", Whole, "อันดับ", "1 is the best"),
    always("is_shared", Truth, "มีหน่วยงานอื่นได้อันดับเดียวกัน", "Whether somebody else has the same"),
];

const COMPLETENESS: &[Column] = &[
    ORGANISATION,
    always("expected", Whole, "รายงานที่ต้องส่ง ของหน่วยงานและใต้สังกัด", "Reports owed at and below the body"),
    always("draft", Whole, "กำลังกรอก", "Being filled"),
    always("returned", Whole, "ส่งกลับแก้ไข", "Sent back"),
    always("submitted", Whole, "รออนุมัติ", "Waiting for approval"),
    always("approved", Whole, "รอรับรอง", "Waiting for endorsement or review"),
    always("accepted", Whole, "รับรองแล้ว", "Accepted"),
    always("handed_in", Whole, "ส่งแล้วอย่างน้อยครั้งหนึ่ง", "Submitted at least once"),
    always("on_time", Whole, "ส่งทันกำหนด", "Submitted before they were due, extensions included"),
];

impl Table {
    /// Its columns, in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Snapshot => SNAPSHOT,
            Self::Organisations => ORGANISATIONS,
            Self::Indicators => INDICATORS,
            Self::Reports => REPORTS,
            Self::Values => VALUES,
            Self::Scores => SCORES,
            Self::ScoreNodes => SCORE_NODES,
            Self::Places => PLACES,
            Self::Completeness => COMPLETENESS,
        }
    }
}
