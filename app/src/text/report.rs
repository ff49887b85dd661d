//! Words of the report form.

use domain::text::Language;

super::words! {
    /// The report of one agency for one round.
    Report {
        back: "งานของฉัน", "My work";
        contents: "เนื้อหาในรายงาน", "In this report";
        strategy: "ยุทธศาสตร์ที่", "Strategy";
        filled: "กรอกแล้ว", "Filled in";
        to_correct: "ต้องแก้", "To correct:";
        points: "จุด", "";
        due: "ส่งภายใน", "Due";
        closes: "ปิดรับ", "Closes";
        opens: "เปิดรับ", "Opens";
        handed_in: "ส่งครั้งแรก", "First submitted";
        on_time: "ตรงเวลา", "on time";
        not_on_time: "หลังกำหนด", "late";
        closed_since: "ปิดรับตั้งแต่", "Closed since";
        second_chance: "แก้ไขและส่งใหม่ได้ถึง", "May be changed and submitted again until";

        save: "บันทึกร่าง", "Save draft";
        submit: "ส่งรายงาน", "Submit report";
        resubmit: "ส่งรายงานอีกครั้ง", "Submit again";
        withdraw: "ดึงรายงานกลับมาแก้ไข", "Take the report back";
        withdraw_why: "ดึงกลับได้จนกว่าผู้อนุมัติจะอนุมัติ", "Possible until the approver has approved";
        retry: "ลองบันทึกอีกครั้ง", "Try to save again";
        retry_why: "ข้อความที่ท่านพิมพ์อยู่ข้างบน โปรดคัดลอกไว้ หรือเข้าสู่ระบบด้วยบัญชีที่กรอกรายงานนี้ได้ในอีกหน้าต่างหนึ่ง แล้วกดปุ่มนี้", "What you typed stands above. Copy it, or sign in in another window with an account that may fill this report, then press this button";

        value: "ค่าที่รายงาน", "Reported value";
        base: "ตัวหาร", "Denominator";
        mean: "ค่าเฉลี่ย", "Average";
        comes_to: "คิดเป็น", "Comes to";
        target: "เป้าหมาย", "Target";
        yes: "ใช่", "Yes";
        no: "ไม่ใช่", "No";
        level: "ระดับ", "Level";
        and_above: "ขึ้นไป", "or above";
        as_typed: "ตามที่พิมพ์ไว้", "As typed";
        definition: "นิยาม", "Definition";
        how_to_fill: "วิธีกรอก", "How to fill this in";
        provenance: "ที่มา", "Source";
        demonstration: "ข้อมูลสาธิต", "Demonstration data";
        words: "คำชี้แจง", "Remarks";
        words_some: "มีข้อความ", "filled in";
        narrative: "ผลการดำเนินงาน", "What was done";
        narrative_hint: "ทำอะไรไปแล้วในรอบนี้", "What was done in this period";
        obstacles: "ปัญหาอุปสรรค", "Obstacles";
        obstacles_hint: "สิ่งที่ทำให้ล่าช้าหรือไม่เป็นไปตามเป้า", "What delayed it or kept it from the target";
        help_needed: "ความช่วยเหลือที่ต้องการ", "Help needed";
        help_needed_hint: "จากต้นสังกัด สพร. หรือหน่วยงานอื่น", "From the ministry, DGA or others";
        explanation: "คำอธิบายค่าที่เปลี่ยนมาก", "Why the value is right";
        explanation_hint: "ผู้อนุมัติและ สพร. จะเห็นข้อความนี้", "The approver and DGA will see this";
        optional: "(ถ้ามี)", "(optional)";
        not_applicable: "ไม่เกี่ยวข้อง", "Not applicable";
        not_applicable_choose: "ตัวชี้วัดนี้ไม่เกี่ยวข้องกับหน่วยงาน", "This indicator does not apply to the agency";
        not_applicable_reason: "เหตุผลที่ไม่เกี่ยวข้อง", "Why it does not apply";
        not_applicable_because: "ไม่เกี่ยวข้องเพราะ", "Does not apply because";
        reason_hint: "ต้องระบุ", "Required";

        evidence: "หลักฐาน", "Evidence";
        evidence_none: "ยังไม่มี", "none yet";
        evidence_files: "ไฟล์", "file(s)";
        evidence_add: "เพิ่มหลักฐาน", "Add evidence";
        evidence_required: "ต้องแนบ:", "Required:";
        evidence_wanted: "ควรแนบ:", "Useful:";
        evidence_limit: "ไฟล์จะแนบเมื่อกดบันทึกหรือส่ง ไฟล์ละไม่เกิน", "Files are attached when you save or submit; each at most";
        evidence_too_large: "ไฟล์นี้ใหญ่เกินกำหนด โปรดเลือกไฟล์ที่เล็กกว่า", "This file is too large; please choose a smaller one";
        evidence_remove: "เอาออก", "Remove";

        history: "ย้อนหลัง", "Past values";
        history_caption: "ค่าที่รับรองแล้วใน 8 รอบก่อน", "Accepted values of the last 8 rounds";
        history_year: "ปี ", "";
        history_quarter: "ไตรมาส", "Quarter";
        history_none: "ไม่มีค่าที่รับรองแล้วของรอบก่อน", "No accepted values of earlier rounds";

        returned: "ส่งกลับให้แก้ไข", "Sent back for change";
        returned_before: "เคยส่งกลับ และแก้ไขแล้ว", "Was sent back, and has changed since";
        returned_unchanged: "เคยส่งกลับ ค่าและข้อความเหมือนเดิม", "Was sent back; value and texts are as they were";
        changed: "เปลี่ยนจากฉบับก่อน", "Changed since the last revision";
        changed_count: "ตัวชี้วัดที่เปลี่ยนจากฉบับก่อน", "Indicators that changed since the last revision";
        unchanged_rest: "ตัวชี้วัดอื่นเหมือนเดิม", "The others are as before";
        revision: "ฉบับที่", "Revision";
        before: "ก่อนแก้ไข", "Before";
        after: "หลังแก้ไข", "After";
        nothing: "ไม่ได้กรอก", "Nothing";
        accepted: "ค่าที่รับรองแล้ว", "Accepted value";
        verified_value: "ค่าที่ สพร. ตรวจสอบแล้ว", "As DGA verified";

        conflict: "มีผู้อื่นแก้ไขตัวชี้วัดนี้พร้อมกับท่าน โปรดเลือกว่าจะใช้ของใคร", "Somebody else changed this indicator at the same time; please choose";
        conflict_of_pages: "ท่านแก้ไขตัวชี้วัดนี้ในอีกหน้าหนึ่งหรืออีกเครื่องหนึ่งด้วย โปรดเลือกว่าจะใช้ข้อความใด", "You changed this indicator on another page or device too; please choose";
        conflict_of_others: "มีผู้แก้ไขตัวชี้วัดนี้พร้อมกันสองคน และยังไม่มีใครเลือก โปรดเลือก", "Two people changed this indicator at the same time and nobody has chosen yet; please choose";
        conflict_stored: "ที่บันทึกไว้", "What is saved";
        conflict_kept: "ที่เก็บไว้รอเลือก", "What is kept aside";
        take_stored: "ใช้ที่บันทึกไว้", "Take what is saved";
        take_kept: "ใช้ที่เก็บไว้", "Take what is kept aside";
        conflict_mine: "ที่ท่านพิมพ์", "What you typed";
        conflict_theirs: "ที่ผู้อื่นบันทึกไว้", "What somebody else saved";
        take_mine: "ใช้ที่ข้าพเจ้าพิมพ์", "Use mine";
        take_theirs: "ใช้ของผู้อื่น", "Use theirs";
        take_chosen: "ใช้ตามที่เลือกไว้ข้างบน", "Use what is chosen above";
        conflict_base: "ก่อนการแก้ไขทั้งสอง", "Before both changes";
        applies: "เกี่ยวข้อง", "Applies";

        thread: "ลำดับการดำเนินการ", "What has happened";
        thread_none: "ยังไม่มีการส่งรายงาน", "Not submitted yet";
        proofs: "หลักฐานที่ต้องใช้", "Evidence asked for";
        server: "ระบบ", "The system";

        problems: "ยังส่งไม่ได้ ต้องแก้", "Cannot be submitted yet. To correct:";
        problems_unsaved: "ต้องแก้ก่อนส่ง", "To be corrected before submitting:";
        problems_so_far: "ข้อความบันทึกแล้ว แต่ต้องแก้ก่อนส่ง", "Saved, but to be corrected before submitting:";

        read_only_role: "ท่านดูรายงานนี้ได้ แต่ไม่ได้รับมอบหมายให้กรอก", "You may read this report, but filling it in is not your task";
        with_approver: "รายงานอยู่ที่ผู้อนุมัติของหน่วยงาน ตั้งแต่", "With the agency's approver since";
        with_approver_who: "ผู้อนุมัติส่งกลับให้แก้ไขได้ และผู้รายงานดึงกลับได้จนกว่าจะอนุมัติ", "The approver can send it back, and the reporter can take it back until it is approved";
        with_approver_closed_who: "ผู้อนุมัติส่งกลับให้แก้ไขได้", "The approver can send it back";
        with_reviewer: "รายงานอนุมัติแล้ว รอต้นสังกัดและ สพร. ตรวจรับรอง ตั้งแต่", "Approved and waiting for the ministry and DGA since";
        with_dga: "ต้นสังกัดเห็นชอบแล้ว รอ สพร. ตรวจรับรอง ตั้งแต่", "Endorsed by the ministry and waiting for DGA since";
        with_dga_who: "สพร. ส่งกลับให้แก้ไขได้", "DGA can send it back";
        period_goes_on: "งวดนี้ยังไม่สิ้นสุด สิ้นสุดวันที่", "This period has not ended yet; it ends on";
        period_goes_on_why: "กรอกไว้ก่อนได้ ค่า ณ วันสิ้นงวดควรตรวจอีกครั้งก่อนส่ง", "You can fill it in now; check figures as of the end of the period again before you submit";
        sent_back: "รายงานถูกส่งกลับให้แก้ไข", "This report was sent back for change";
        reopened: "สพร. เปิดรายงานที่รับรองแล้วให้แก้ไข", "DGA reopened this accepted report for a correction";
        sent_back_by: "โดย", "By";
        sent_back_until: "แก้ไขและส่งใหม่ได้ถึง", "Change it and submit it again by";
        sent_back_untouched: "ยังไม่ได้แก้ที่ส่งกลับ", "Sent back and not changed yet:";
        with_reviewer_who: "ผู้ประสานงานต้นสังกัดหรือ สพร. ส่งกลับให้แก้ไขได้", "The ministry's coordinator or DGA can send it back";
        is_accepted: "สพร. รับรองรายงานแล้วเมื่อ", "Accepted by DGA on";
        is_accepted_since: "สพร. รับรองรายงานแล้ว ค่าที่รับรองใช้อยู่ตั้งแต่", "Accepted by DGA; the accepted values count since";
        is_changed: "ค่าเปลี่ยนตามคำคัดค้านเมื่อ", "Changed by an objection on";
        is_accepted_who: "หากพบข้อผิดพลาด สพร. เปิดให้แก้ไขได้โดยระบุเหตุผล", "If something is wrong, DGA can reopen it with a reason";
        is_closed_who: "ผู้ดูแลระบบของ สพร. ขยายเวลาให้หน่วยงานได้", "DGA's administrator can grant an extension";
        is_upcoming: "รอบนี้ยังไม่เปิดรับ จะเปิดวันที่", "This round is not open yet; it opens on";
        is_upcoming_who: "กรอกได้ตั้งแต่เวลาเปิดรับ", "It can be filled in from then on";

        review_checked: "ตรวจตัวเลขนี้กับหลักฐานแล้ว", "Held against its evidence";
        review_verified: "ค่าที่ตรวจสอบแล้ว", "Verified value";
        review_verified_hint: "กรอกเฉพาะเมื่อต่างจากค่าที่รายงาน", "Only where it differs from what was reported";
        review_return: "ส่งกลับแก้ไข", "Send back";
        review_reason: "สิ่งที่ต้องแก้ไข", "What is to be changed";
        review_reason_hint: "หน่วยงานจะเห็นข้อความนี้ที่ตัวชี้วัด", "The agency will see this at the indicator";
        review_note: "ข้อความถึงหน่วยงาน", "Message to the agency";
        review_note_hint: "แสดงในลำดับการดำเนินการเมื่อส่งกลับ", "Shown in the history when the report is sent back";
        approve: "อนุมัติรายงาน", "Approve report";
        endorse: "เห็นชอบรายงาน", "Endorse report";
        accept: "รับรองรายงาน", "Accept report";
        return_for_change: "ส่งกลับแก้ไข", "Send back for change";
        return_how: "เขียนเหตุผลที่ตัวชี้วัดที่ต้องแก้ แล้วกด “ส่งกลับแก้ไข”", "To send it back, write the reason at each indicator in question, then choose “Send back for change”";
        same_person: "ท่านดำเนินการกับรายงานฉบับนี้แล้ว จึงต้องให้ผู้อื่นพิจารณาขั้นต่อไป", "You have taken a step of this report, so somebody else has to take the next";
        correct: "เปิดให้แก้ไขค่าที่รับรองแล้ว", "Reopen for a correction";
        correct_reason: "เหตุผลที่ต้องแก้ไข", "Why it has to be corrected";
        correct_hint: "ค่าเดิมยังใช้อยู่จนกว่าจะรับรองค่าใหม่", "The accepted values stay in force until the correction is accepted";


        saved_at: "บันทึกแล้ว", "Saved";
        saving: "กำลังบันทึก…", "Saving…";
        unsaved: "มีข้อความที่ยังไม่ได้บันทึก", "Not saved yet";
        failed: "ยังไม่ได้ส่ง {} ช่อง ข้อความเก็บไว้ในเครื่องนี้ ระบบจะลองใหม่", "Not sent yet: {} field(s), kept on this device and tried again";
        busy: "ระบบมีผู้ใช้มากในขณะนี้ ยังไม่ได้บันทึก {} ช่อง ข้อความเก็บไว้ในเครื่องนี้ กำลังลองใหม่", "The server is busy. Not saved yet: {} field(s), kept on this device. Trying again";
        not_kept: "ยังไม่ได้ส่ง {} ช่อง และเครื่องนี้เก็บข้อความไว้ไม่ได้ โปรดอย่าปิดหน้านี้", "Not sent yet: {} field(s), and this device cannot keep them. Do not close this page";
        refused: "บันทึกไม่ได้แล้ว {} ช่อง ข้อความเก็บไว้ในเครื่องนี้ โปรดเปิดหน้านี้ใหม่", "Can no longer be saved: {} field(s), kept on this device. Please open this page again";
        signed_out: "หมดเวลาใช้งาน ข้อความเก็บไว้ในเครื่องนี้ {} ช่อง โปรดเข้าสู่ระบบในหน้าต่างใหม่แล้วกลับมา", "You are signed out; {} field(s) are kept on this device. Sign in in another window and come back";
        restored: "นำข้อความที่ยังไม่ได้ส่งกลับมาแล้ว {} ช่อง", "Texts that were not sent are back: {} field(s)";
        conflict_here: "มีการแก้ไขพร้อมกันจากที่อื่น โปรดเลือกที่ตัวชี้วัดนั้น", "The same was changed elsewhere; please choose at the indicator";
        not_saved_yet: "ยังไม่ได้กรอก", "Nothing filled in yet";
        kept: "ข้อความที่ท่านพิมพ์ไว้ยังอยู่ครบในหน้านี้", "Everything you typed is still on this page";
        kept_title: "ยังไม่ได้บันทึก", "Not saved";
        file_not_kept: "ไฟล์ที่ไม่ได้แนบ", "File not attached";
    }
}

/// The title of a report's page: what it is and whose.
pub fn title(language: Language, agency: &str) -> String {
    match language {
        Language::Th => format!("รายงานของ{agency}"),
        Language::En => format!("Report of {agency}"),
    }
}
