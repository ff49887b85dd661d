//! Words of the API: for the page of developers and for the document that programs read.

use super::either;
use domain::text::Language;

super::words! {
    /// The page of the API.
    Developers {
        title: "ส่วนต่อประสานโปรแกรม (API)", "API for developers";
        lead: "ข้อมูลชุดเดียวกับหน้าจอ ให้โปรแกรมอ่านและส่งได้ ตามสิทธิ์เดียวกัน", "The same data and the same rules as the screens, for programs";
        document: "เอกสาร OpenAPI 3.1 สำหรับโปรแกรม", "The OpenAPI 3.1 document, for programs";
        how: "วิธีเรียก", "How to call it";
        how_open: "ข้อมูลที่เผยแพร่แล้วอ่านได้โดยไม่ต้องใช้โทเคน จำนวนครั้งต่อนาทีมีจำกัด", "What is published is read without a token, a limited number of times a minute";
        how_token: "อย่างอื่นใช้โทเคนที่ผู้ดูแลออกให้ ส่งในหัวข้อ Authorization: Bearer tidtam_… โทเคนทำได้เท่าที่บัญชีนั้นทำได้", "Everything else needs a token from an administrator, sent as Authorization: Bearer tidtam_… A token may do what its account may do";
        how_numbers: "ตัวเลขเป็นข้อความทศนิยมที่แม่นยำ วันที่เป็น ISO 8601 ปี ค.ศ. เวลาเป็น UTC", "Numbers are texts of exact decimals, dates are ISO 8601 in the Common Era, instants are UTC";
        how_problem: "คำขอที่รับไม่ได้ตอบเป็นเอกสาร application/problem+json (RFC 9457) มีรหัสคงที่และข้อความสองภาษา", "What cannot be taken is answered with a problem document (RFC 9457, application/problem+json) with a stable code and words in both languages";
        webhooks: "ให้ระบบแจ้งโปรแกรมของท่านเมื่อเผยแพร่ (webhook)", "Being told of releases (webhooks)";
        webhooks_how: "ผู้ดูแลระบบเพิ่มที่อยู่ https ของท่าน เมื่อทุกคนอ่านชุดข้อมูลได้ ระบบส่ง POST เป็น JSON ตามแบบ Standard Webhooks", "An administrator adds your https address; once everybody may read a snapshot it gets a POST of JSON as Standard Webhooks has it";
        webhooks_answer: "ตอบสถานะ 2xx ภายใน 10 วินาทีเมื่อรับแล้ว ตอบ 410 เมื่อไม่ต้องการอีก อย่างอื่นระบบลองใหม่ รวมสิบครั้งในสามวัน เว้นแต่มีชุดข้อมูลอื่นมาแทนก่อน", "Answer with a 2xx within 10 seconds to take it, with 410 to be told nothing more; anything else is tried again, ten times in three days, unless another snapshot replaces it before";
        webhooks_twice: "ข้อความเดียวกันอาจมาสองครั้ง โดยมี webhook-id เดียวกัน", "The same message may come twice, with the same webhook-id";
        webhooks_check: "ตรวจลายมือชื่อก่อนเชื่อข้อความ ด้วยไลบรารี standardwebhooks หรือเช่นนี้", "Check the signature before you believe a message, with a standardwebhooks library or like this";
        contents: "คำสั่งทั้งหมด", "All requests";
        open: "ไม่ต้องใช้โทเคน", "No token needed";
        token: "ต้องใช้โทเคน", "Token needed";
        both: "ไม่ใช้โทเคน: ที่เผยแพร่แล้ว ใช้โทเคน: เท่าที่มีสิทธิ์เห็น", "Without a token what is published, with one all that it may see";
        parameters: "พารามิเตอร์", "Parameters";
        name: "ชื่อ", "Name";
        place: "อยู่ใน", "Stands in";
        kind: "ชนิด", "Kind";
        meaning: "ความหมาย", "Meaning";
        required: "ต้องมี", "required";
        body: "ข้อมูลที่ส่ง", "Body";
        answers: "คำตอบ", "Answers";
        example: "ตัวอย่าง", "Example";
        shapes: "รูปแบบข้อมูล", "Shapes of data";
        field: "ชื่อ", "Member";
        all_of: "ทุกชื่อของ", "all members of";
    }
}

/// What the API is.
pub fn about(language: Language) -> &'static str {
    either(
        language,
        "ติดตามการดำเนินงานตามแผนพัฒนารัฐบาลดิจิทัลของประเทศไทย",
        "Follow-up of Thailand's Digital Government Development Plan",
    )
}

/// What is answered to what cannot be taken.
pub fn refusal(language: Language) -> &'static str {
    either(language, "คำขอที่รับไม่ได้", "What could not be taken, as a problem document")
}

/// What is answered to what can.
pub fn answer(language: Language) -> &'static str {
    either(language, "คำตอบ", "The answer")
}

/// What is answered to whoever asks for an earlier instant of what has none.
pub fn no_past(language: Language) -> &'static str {
    either(
        language,
        "คำขอที่อ่านไม่ได้ หรือที่ระบุ asOf: ที่อยู่นี้ไม่มีข้อมูลย้อนหลัง (as_of_not_here) หรือตัวกรองที่ที่อยู่นี้ไม่รองรับ (kind_not_here, strategy_not_here, trust_not_here)",
        "What cannot be read, what names asOf: this address has no past (as_of_not_here), or a filter that this address does not have (kind_not_here, strategy_not_here, trust_not_here)",
    )
}

/// The name of a group of operations.
pub fn group(language: Language, tag: &str) -> Option<&'static str> {
    let (th, en) = match tag {
        "about" => ("เกี่ยวกับ API", "About the API"),
        "registers" => ("ทะเบียน", "What is registered"),
        "figures" => ("ค่าและคะแนนปัจจุบัน", "Figures that count now"),
        "reports" => ("รายงานของหน่วยงาน", "An agency's report"),
        "objections" => ("การคัดค้านค่าและคะแนน", "Objections to values and scores"),
        "snapshots" => ("ชุดข้อมูล ที่เผยแพร่แล้วและที่มีสิทธิ์เห็น", "Snapshots: what is published, and what one may see"),
        "sdmx" => ("SDMX REST 2 ของข้อมูลที่เผยแพร่แล้ว", "SDMX REST 2 over what is published"),
        _ => return None,
    };
    Some(either(language, th, en))
}

/// What an operation does.
pub fn operation(language: Language, id: &str) -> Option<&'static str> {
    let (th, en) = match id {
        "get_openapi" => ("เอกสารของ API นี้", "The document of this API"),
        "organisations" => ("หน่วยงานทั้งหมดตามทะเบียน", "Every organisation of the register"),
        "plans" => ("แผนทุกแผน ฉบับล่าสุด", "The latest version of every plan"),
        "indicators" => ("ตัวชี้วัดของแผนฉบับล่าสุด", "Indicators of the latest plan versions"),
        "rounds" => ("รอบการรายงานทั้งหมด", "All rounds of reporting"),
        "list_schemes" => ("เกณฑ์คะแนนที่ใช้ในรอบหนึ่ง", "The schemes in force in a round"),
        "list_scores" => ("คะแนนตามเกณฑ์หนึ่งในรอบหนึ่ง", "The scores of a scheme in a round"),
        "get_derivation" => ("ที่มาของคะแนน ทุกขั้น", "How a score came about, step by step"),
        "list_completeness" => ("ความครบถ้วนของรายงาน", "How complete reports are"),
        "list_snapshots" => ("ชุดข้อมูล ใหม่สุดก่อน", "Snapshots, newest first"),
        "get_snapshot" => ("ชุดข้อมูลหนึ่งกับไฟล์ของชุด", "One snapshot with its files"),
        "get_snapshot_file" => ("ไฟล์ชุดข้อมูลที่ลงลายมือชื่อ", "The signed file of a snapshot"),
        "get_made_file" => ("ไฟล์ที่ทำจากชุดข้อมูล", "A file that was made of a snapshot"),
        "list_snapshot_papers" => (
            "รายงานสำหรับพิมพ์ของชุดข้อมูล ระดับประเทศและรายหน่วยงาน",
            "The printed reports of a snapshot, national and of each body",
        ),
        "get_paper" => ("รายงานสำหรับพิมพ์ของหน่วยงานหนึ่ง", "The printed report of one body"),
        "list_published_plans" => ("แผนฉบับที่มีข้อมูลเผยแพร่", "The editions of plans that something is published of"),
        "list_published_rounds" => ("รอบที่มีข้อมูลเผยแพร่", "The rounds that something is published of"),
        "list_snapshot_organisations" => ("หน่วยงานในชุดข้อมูล", "The organisations of a snapshot"),
        "list_snapshot_indicators" => ("ตัวชี้วัดในชุดข้อมูล", "The indicators of a snapshot"),
        "list_snapshot_values" => ("ค่าที่รับรองแล้วในชุดข้อมูล", "Accepted values of a snapshot"),
        "list_snapshot_scores" => ("คะแนนในชุดข้อมูล", "Scores of a snapshot"),
        "list_snapshot_completeness" => ("ความครบถ้วนในชุดข้อมูล", "Completeness of a snapshot"),
        "get_sdmx_data" => ("ข้อมูลแบบ SDMX", "Data as SDMX"),
        "get_sdmx_structure" => ("โครงสร้างแบบ SDMX", "Structures as SDMX"),
        "get_sdmx_structure_items" => ("รายการในโครงสร้างแบบ SDMX", "Items of structures as SDMX"),
        "list_values" => ("ค่าที่รับรองแล้วและใช้อยู่", "Accepted values in force"),
        "get_report" => ("รายงานของหน่วยงานในรอบหนึ่ง", "An agency's report in a round"),
        "put_report" => ("พิมพ์ค่าลงในรายงาน", "Type values into a report"),
        "submit_report" => ("ส่งรายงานให้ผู้อนุมัติ", "Hand a report to its approver"),
        "withdraw_report" => ("ถอนรายงานก่อนอนุมัติ", "Take a report back before anybody approved it"),
        "endorse_report" => ("เห็นชอบรายงานในฐานะผู้ประสาน", "Endorse a report as the coordinator"),
        "list_evidence" => ("ไฟล์หลักฐานของรายงาน", "The files of evidence of a report"),
        "add_evidence" => ("แนบไฟล์หลักฐาน", "Add a file of evidence"),
        "get_evidence" => ("ไฟล์หลักฐานหนึ่งไฟล์", "One file of evidence"),
        "remove_evidence" => ("นำไฟล์หลักฐานออกจากรายงาน", "Take a file of evidence out of a report"),
        "list_objections" => ("การคัดค้านค่าและคะแนนของรายงาน", "The objections to values and scores of a report"),
        "file_objection" => ("คัดค้านค่าที่รับรองแล้ว หรือคะแนน", "Object to an accepted value, or to a score"),
        "get_objection" => ("การคัดค้านหนึ่งเรื่อง ทุกขั้น", "One objection with everything that was said"),
        "say_about_objection" => ("ให้ข้อมูลเพิ่มเรื่องการคัดค้าน", "Say more about an open objection"),
        "prove_objection" => ("แนบไฟล์หลักฐานให้การคัดค้าน", "Add files that prove an objection"),
        "withdraw_objection" => ("ถอนการคัดค้าน", "Take an objection back"),
        "decide_objection" => ("วินิจฉัยการคัดค้าน", "Decide on an objection"),
        "file_report" => ("ยื่นรายงานแทนด้วยหนังสือลงนาม", "File a report on behalf, by a signed letter"),
        "approve_report" => ("อนุมัติรายงาน", "Sign a report off"),
        "return_report" => ("ส่งรายงานกลับพร้อมเหตุผล", "Send a report back with reasons"),
        "accept_report" => ("รับรองรายงาน", "Accept a report"),
        _ => return None,
    };
    Some(either(language, th, en))
}

/// What a parameter means, wherever it stands.
pub fn parameter(language: Language, name: &str) -> Option<&'static str> {
    let (th, en) = match name {
        "round" => ("รหัสรอบ เช่น 2570-q1", "Code of a round, such as 2570-q1"),
        "agency" => ("รหัสหน่วยงาน เช่น dga", "Code of an agency, such as dga"),
        "organisation" => ("รหัสหน่วยงาน รวมทุกหน่วยงานในสังกัด", "Code of an organisation; everything below it comes too"),
        "indicator" => ("รหัสตัวชี้วัด เช่น svc-e2e", "Code of an indicator, such as svc-e2e"),
        "objection" => ("เลขการคัดค้าน ตามรายการของรายงาน", "Which objection, as the report lists them"),
        "id" => ("เลขไฟล์หลักฐาน ตามรายการของรายงาน", "Which file of evidence, as the report lists them"),
        "plan" => ("รหัสแผน", "Code of a plan"),
        "scheme" => ("รหัสเกณฑ์คะแนน", "Code of a scheme"),
        "snapshot" => ("รหัสชุดข้อมูล เช่น 2570-q1.final.1", "Code of a snapshot, such as 2570-q1.final.1"),
        "name" => ("ชื่อไฟล์ ตามรายการของชุดข้อมูล", "Name of the file, as the snapshot lists it"),
        "language" => ("ใส่ชื่อในภาษานี้ด้วย th หรือ en", "Names come too, in this language: th or en"),
        "kind" => ("นับเฉพาะหน่วยงานประเภทนี้ เช่น department", "Only bodies of this kind, such as department"),
        "strategy" => ("รหัสยุทธศาสตร์ เช่น B2", "Code of a strategy, such as B2"),
        "trust" => ("อย่างน้อยมีสิ่งนี้ยืนยันค่า", "At least so much stands behind the value"),
        "after" => {
            ("ตำแหน่งที่หน้าก่อนจบ ใช้ที่อยู่ next ตามที่ได้รับ", "Where the page before ended; follow the next address as it is")
        }
        "limit" => ("จำนวนต่อหน้า 1 ถึง 1,000", "How many a page, 1 to 1,000"),
        "asOf" => (
            "ณ เวลาใดในอดีต (RFC 3339) หรือวัน ซึ่งหมายถึงสิ้นวันตามเวลาไทย",
            "As of which past instant (RFC 3339), or a day, which means its end in Bangkok",
        ),
        "context" => ("dataflow, datastructure หรือ *", "dataflow, datastructure or *"),
        "type" => (
            "dataflow, datastructure, codelist, conceptscheme หรือ *",
            "dataflow, datastructure, codelist, conceptscheme or *",
        ),
        "agency_id" => ("ผู้ดูแล คือ DGA หรือ *", "Who maintains it: DGA, or *"),
        "resource_id" => ("รหัสแผน หรือชื่อรายการ หรือ *", "Code of the plan or name of the list, or *"),
        "version" => ("รุ่น เช่น 1.0.0, ~ คือล่าสุด, * คือทุกรุ่น", "Version such as 1.0.0; ~ is the latest, * all"),
        "item" => (
            "รหัสในรายการ คั่นด้วยจุลภาค หรือ * เฉพาะ codelist และ conceptscheme",
            "Codes or concepts of the list with commas between them, or *; of codelist and conceptscheme alone",
        ),
        "key" => ("FREQ.ORGANISATION.INDICATOR ใช้ * แทนทุกค่า", "FREQ.ORGANISATION.INDICATOR, with * for everything"),
        "c" => (
            "เลือกตามมิติ เช่น c[TIME_PERIOD]=ge:2026-Q4 หรือ c[ORGANISATION]=one,two",
            "Chooses by component, such as c[TIME_PERIOD]=ge:2026-Q4 or c[ORGANISATION]=one,two",
        ),
        "updatedAfter" => ("เฉพาะที่เผยแพร่หลังเวลานี้", "Only what was published after this instant"),
        "firstNObservations" => ("จำนวนค่าแรกของแต่ละอนุกรม", "So many of the first observations of each series"),
        "lastNObservations" => ("จำนวนค่าล่าสุดของแต่ละอนุกรม", "So many of the last observations of each series"),
        "attributes" | "measures" => ("all หรือ none", "all or none"),
        "dimensionAtObservation" => (
            "AllDimensions หรือ TIME_PERIOD ซึ่งรับเฉพาะ SDMX-CSV ที่เป็นตารางเดียวกัน",
            "AllDimensions; TIME_PERIOD is taken of SDMX-CSV alone, whose table is the same",
        ),
        "includeHistory" => ("รับเฉพาะ false ใช้ asOf แทน", "Only false is taken; use asOf"),
        "references" => ("none, all หรือชนิดที่เกี่ยวข้อง", "none, all, or what belongs to it"),
        "detail" => ("full หรือ allstubs", "full or allstubs"),
        "If-Match" => ("รุ่นที่เห็น จากหัวข้อ ETag หรือ *", "The state that was seen, by its ETag, or *"),
        "Idempotency-Key" => ("คีย์ที่ทำให้ส่งซ้ำได้โดยไม่ทำซ้ำ", "A key that makes sending again safe"),
        _ => return None,
    };
    Some(either(language, th, en))
}
