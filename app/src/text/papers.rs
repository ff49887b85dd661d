//! Words of reports that are set for printing: the national one, and one for each body.

use domain::text::Language;

super::words! {
    /// Printed reports. Templates name these words, so what is taken out here must be taken out there.
    #[derive(serde::Serialize)]
    Papers {
        publisher: "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)", "Digital Government Development Agency (Public Organization), Thailand";
        national: "รายงานผลการติดตามแผนพัฒนารัฐบาลดิจิทัล", "Follow-up of the Digital Government Development Plan";
        of_body: "รายงานผลการพัฒนารัฐบาลดิจิทัลของหน่วยงาน", "Digital government report of an organisation";
        of_group: "รายงานผลการพัฒนารัฐบาลดิจิทัลของหน่วยงานในสังกัด", "Digital government report of the organisations below";
        page: "หน้า", "Page";
        page_of: "จาก", "of";
        contents: "สารบัญ", "Contents";
        demonstration: "ข้อมูลสาธิต", "Demonstration data";
        demonstration_why: "ตัวเลขทุกตัวในรายงานนี้สร้างขึ้นเพื่อการสาธิต ไม่ใช่ผลการดำเนินงานจริง", "Every figure in this report was made up for demonstration; none is a real result";
        draft: "ฉบับร่าง", "Draft";
        draft_why: "ทำเมื่อปิดรับรายงาน ก่อนการตรวจเสร็จสิ้น ตัวเลขยังเปลี่ยนได้", "Taken when reporting closed, before the review was over; figures may still change";
        plan: "แผน", "Plan";
        period: "งวด", "Period";
        snapshot: "ชุดข้อมูล", "Snapshot";
        stage: "ระยะ", "Stage";
        as_of: "ข้อมูล ณ", "As of";
        replaces: "แทนชุดข้อมูล", "Replaces the snapshot";
        note: "หมายเหตุการแก้ไข", "Revision note";
        body: "หน่วยงาน", "Organisation";
        headline: "ภาพรวม", "At a glance";
        reports_expected: "รายงานที่ต้องส่ง", "reports are owed";
        reports_handed_in: "ส่งรายงานแล้ว", "were submitted";
        reports_on_time: "ส่งทันกำหนด", "were submitted on time";
        reports_accepted: "สพร. รับรองแล้ว", "are accepted by DGA";
        by_status: "ตัวชี้วัดตามสถานะ", "Indicators by status";
        accepted_only: "ตัวเลขในรายงานนี้มาจากรายงานที่ สพร. รับรองแล้วเท่านั้น รายงานที่ยังไม่ส่งหรือยังไม่รับรองไม่ถูกนับเป็นศูนย์", "Only reports that DGA has accepted are in the figures; what was not submitted or not accepted is never counted as zero";
        completeness: "ความครบถ้วนของรายงาน", "How complete the reports are";
        completeness_lead: "รายงานของแต่ละกระทรวงหรือกลุ่ม รวมหน่วยงานในสังกัดทั้งหมด", "Reports of each ministry or group with all organisations below it";
        completeness_of_group_lead: "รายงานของแต่ละหน่วยงานในสังกัด", "Reports of each organisation below";
        expected: "ต้องส่ง", "Owed";
        handed_in: "ส่งแล้ว", "Submitted";
        on_time: "ทันกำหนด", "On time";
        accepted: "รับรองแล้ว", "Accepted";
        share_accepted: "สัดส่วนที่รับรอง", "Share accepted";
        figures: "ผลรายตัวชี้วัด", "Results by indicator";
        figures_lead: "ผลรวมของทุกหน่วยงานที่รายงานรับรองแล้ว แถบสีคือผล ขีดดำคือค่าที่ควรได้เมื่อสิ้นงวด", "All organisations with an accepted report taken together; the bar is the result, the black line what is expected at the end of the period";
        figures_of_body_lead: "ผลของหน่วยงานนี้ แถบสีคือผล ขีดดำคือค่าที่ควรได้เมื่อสิ้นงวด", "Results of this organisation; the bar is the result, the black line what is expected at the end of the period";
        indicator: "ตัวชี้วัด", "Indicator";
        figure: "ผล", "Actual";
        expected_by_now: "เป้าหมายตามเวลา", "Expected by then";
        contributors: "หน่วยงาน", "Organisations";
        status: "สถานะ", "Status";
        bar: "เทียบเป้าหมาย", "Against it";
        verified: "สพร. ตรวจและแก้แล้ว", "corrected by DGA";
        not_applicable: "ไม่เกี่ยวข้อง", "not applicable";
        scores: "คะแนน", "Scores";
        spread: "จำนวนหน่วยงานตามช่วงคะแนน", "Organisations by range of scores";
        class: "ระดับ", "Level";
        bodies: "หน่วยงาน", "Organisations";
        share: "สัดส่วน", "Share";
        place: "อันดับ", "Place";
        shared: "ร่วม", "tied";
        score: "คะแนน", "Score";
        no_score: "ไม่มีคะแนน", "no score";
        node: "องค์ประกอบ", "Component";
        value: "ค่า", "Value";
        weight: "น้ำหนักที่ใช้", "Weight used";
        contribution: "ส่วนร่วม", "What it gives";
        way: "เส้นทางของรายงาน", "The way of the report";
        when: "เมื่อ", "When";
        step: "ขั้นตอน", "Step";
        revision: "ส่งครั้งที่", "Revision";
        state: "สถานะรายงาน", "State of the report";
        method: "วิธีการ", "Method";
        method_together: "ผลรวมของอัตราส่วนคือผลรวมตัวตั้งหารด้วยผลรวมตัวหาร ไม่นำร้อยละมาเฉลี่ยกัน ผลรวมของจำนวนคือการบวก ผลรวมของระดับและของคำตอบ “ใช่” คือร้อยละของหน่วยงานที่ถึงเกณฑ์ ส่วนอันดับและคะแนนจากภายนอกไม่นำมารวมกัน", "Ratios are taken together as the sum of their parts over the sum of their wholes, and percentages are never averaged; counts are added; of levels and of yes or no it is the percentage of organisations that meet the goal; places and scores from outside are never taken together";
        method_status: "เป็นไปตามเป้า คือผลดีเท่ากับหรือดีกว่าค่าที่ควรได้ในวันสิ้นงวด มีความเสี่ยง คือด้อยกว่าไม่เกินหนึ่งในสิบของค่านั้น ไม่เป็นไปตามเป้า คือด้อยกว่านั้น เกณฑ์นี้เป็นของระบบติดตาม ไม่ใช่เกณฑ์ทางการ", "On course: at least as good as expected on the last day of the period; at risk: short of it by a tenth at most; off course: short by more. The rule is this system's own, not an official one";
        method_verified: "ค่าที่ สพร. ตรวจแล้วแก้ ใช้แทนค่าที่หน่วยงานรายงาน ทั้งสองค่าเก็บไว้ในชุดข้อมูล", "Where DGA corrected a value, the verified one counts; the snapshot keeps both";
        method_scores: "คะแนนคำนวณจากค่าที่รับรองแล้วด้วยเกณฑ์ฉบับที่ระบุ จัดอันดับเมื่อมีคะแนนอย่างน้อยครึ่งหนึ่งของหน่วยงานที่ต้องรายงานตามเกณฑ์นั้นเท่านั้น ผู้ใดก็คำนวณซ้ำได้จากชุดข้อมูล", "Scores are made of accepted values by the edition of the scheme that is named; there are places only where at least half of those who owe a report on it have a score. Anybody can compute them again from the snapshot";
        method_rounding: "ตัวเลขในรายงานนี้ปัดเศษเพื่อการอ่าน ตัวเลขครบทุกหลักอยู่ในไฟล์ CSV และ JSON ของชุดข้อมูลเดียวกัน", "Numbers here are rounded to be read; the CSV and JSON files of the same snapshot have all their digits";
        definitions: "คำนิยามตัวชี้วัด", "Definitions of the indicators";
        definition: "คำนิยาม", "Definition";
        polarity: "ทิศทางที่ดี", "Better";
        source: "ที่มา", "Source";
        signature: "ลายมือชื่อดิจิทัล", "Signature";
        signature_lead: "รายงานนี้ทำจากชุดข้อมูลด้านล่างซึ่งลงลายมือชื่อดิจิทัลไว้ ตรวจไฟล์ .tidtam ของชุดนี้ได้ที่หน้า “ตรวจสอบไฟล์” ของระบบ หรือด้วยคำสั่ง tidtam snapshot verify", "This report was made of the signed snapshot below. Its .tidtam file can be verified on the page “Verify a file” or by tidtam snapshot verify";
        root: "รากของต้นไม้แฮช (SHA-256)", "Root of the tree of hashes (SHA-256)";
        file: "แฮชของไฟล์ .tidtam (SHA-256)", "Hash of the .tidtam file (SHA-256)";
        key: "กุญแจที่ลงลายมือชื่อ", "Signed by the key";
        value_of_signature: "ลายมือชื่อ (Ed25519)", "Signature (Ed25519)";
    }
}

/// That only the first places are listed.
pub fn first_places(language: Language, shown: usize, all: usize) -> String {
    let [shown, all] = [shown, all].map(super::format::counted);
    match language {
        Language::Th => format!("{shown} อันดับแรกจาก {all} หน่วยงาน ทุกอันดับอยู่ในไฟล์ CSV และ Excel ของชุดข้อมูลเดียวกัน"),
        Language::En => format!(
            "The first {shown} of {all} organisations; the CSV and Excel files of the same snapshot have all of them"
        ),
    }
}

/// What a chart of a spread shows, for those who cannot see it.
pub fn spread_told(language: Language, bins: &[(String, usize)]) -> String {
    let told = bins.iter().map(|(name, count)| match language {
        Language::Th => format!("{name}: {} หน่วยงาน", super::format::counted(*count)),
        Language::En => format!("{name}: {} organisations", super::format::counted(*count)),
    });
    told.collect::<Vec<_>>().join(" · ")
}
