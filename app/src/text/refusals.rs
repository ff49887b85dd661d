//! Words of what can be refused, by stable code. An unknown code, which may be forged, has no words of its own.

use crate::error::AppError;
use domain::{entry::Entry, submission::LONGEST_REASON, text::Language};
use std::borrow::Cow;

const _: () = assert!(LONGEST_REASON == 5_000 && Entry::LONGEST_DRAFT == 50_000, "the words below name these numbers");

/// What to tell somebody whose wish was refused.
pub fn refusal(language: Language, code: &str) -> &'static str {
    known(language, code).unwrap_or(match language {
        Language::Th => "ระบบขัดข้อง ยังไม่มีการบันทึก",
        Language::En => "Something went wrong; nothing was saved",
    })
}

/// The same, with what only this refusal knows.
pub fn refused(language: Language, refused: &AppError) -> Cow<'static, str> {
    let told = super::collector_refusals::rests(language, refused);
    let told = told.or_else(|| super::account_refusals::with_names(language, refused));
    told.map_or_else(|| refusal(language, &refused.code).into(), Cow::Owned)
}

/// The words of a code that has some.
pub fn known(language: Language, code: &str) -> Option<&'static str> {
    let (th, en) = match code {
        "not_found" => ("ไม่พบข้อมูลที่ขอ", "There is no such thing"),
        "round_not_found" => ("ไม่มีรอบการรายงานนี้", "There is no such reporting round"),
        "score_not_found" => (
            "หน่วยงานนี้ไม่มีคะแนนตามเกณฑ์นี้ในรอบนี้ จึงไม่มีคำตอบให้ลองเปลี่ยน หน้าคะแนนบอกเหตุ",
            "This organisation has no score by this scheme in this round, so there are no answers to change; the page of the score says why",
        ),
        "scheme_does_not_fit" => (
            "ไม่มีคะแนน เพราะค่าที่รายงานไม่เข้ากับเกณฑ์ หน้าคะแนนบอกว่าค่าใด",
            "There is no score, since a reported value does not fit the scheme; the page of the score says which",
        ),
        "objection_nothing_accepted" => (
            "ไม่มีค่าที่รับรองแล้วให้คัดค้าน หรือรายงานเปิดให้แก้ไขอยู่",
            "There is no accepted value to object to, or the report is open for changes",
        ),
        "objection_no_score" => (
            "ไม่มีคะแนนที่ใช้อยู่ของเกณฑ์นี้ให้คัดค้าน หรือเปิดรายงานให้แก้ไขแล้ว",
            "There is no score of this scheme in force to object to, or the report was opened again",
        ),
        "objection_score" => ("พิมพ์คะแนนเป็นตัวเลข เช่น 62.5", "Type the score as a number, for example 62.5"),
        "objection_to_score_waits" => {
            ("มีคำคัดค้านคะแนนนี้รอคำตอบอยู่แล้ว", "An objection to this score waits for an answer already")
        }
        "objection_other_decision" => (
            "คำคัดค้านคะแนนวินิจฉัยโดยแก้ค่าหรือระบุว่าเกณฑ์บกพร่อง คำคัดค้านค่าวินิจฉัยด้วยค่าของหน่วยงาน",
            "A score is decided on by correcting values or by saying that its edition is at fault, a value by the agency's value",
        ),
        "objection_nothing_corrected" => (
            "พิมพ์ค่าที่แก้อย่างน้อยหนึ่งค่า หรือเลือกว่าเกณฑ์รุ่นนี้บกพร่อง",
            "Type at least one value that is to be corrected, or choose that the edition is at fault",
        ),
        "objection_not_of_score" => ("คะแนนนี้ไม่ได้คำนวณจากค่านี้", "This score is not made of this value"),
        "objection_other_report" => (
            "ค่านี้เป็นของรายงานรอบก่อน โปรดคัดค้านหรือแก้ไขในรายงานของรอบนั้น",
            "This value belongs to the report of an earlier round: object to it or correct it there",
        ),
        "objection_subject" => (
            "ระบุ indicator และ value หรือ scheme และ score อย่างใดอย่างหนึ่ง",
            "Name an indicator with its value, or a scheme with its score, and not both",
        ),
        "objection_indicator_missing" => ("เลือกตัวชี้วัดที่คัดค้าน", "Choose the indicator whose value you object to"),
        "objection_same_value" => ("ค่านี้ตรงกับค่าที่ใช้อยู่แล้ว", "This is the value that counts already"),
        "objection_value" => ("ตัวชี้วัดนี้มีค่านี้ไม่ได้", "The indicator cannot have this value"),
        "objection_evidence_missing" => ("ระบุหลักฐานที่ใช้คัดค้าน", "Name the evidence"),
        "objection_waits" => {
            ("มีคำคัดค้านของตัวชี้วัดนี้รอคำตอบอยู่แล้ว", "An objection to this indicator waits for an answer already")
        }
        "objection_closed" => ("คำคัดค้านนี้สิ้นสุดแล้ว", "This objection is over"),
        "objection_same_person" => (
            "ผู้ที่รับรองค่า มีส่วนในรายงานฉบับนี้ หรือเป็นผู้คัดค้าน วินิจฉัยเองไม่ได้",
            "Whoever accepted the value, took a step of the report, or objects does not decide",
        ),
        "objection_earlier_hand" => (
            "คะแนนนี้ใช้คำตอบของรอบก่อน ผู้ที่ส่ง เห็นชอบ หรือรับรองคำตอบนั้น ไม่ว่าฉบับใด วินิจฉัยเองไม่ได้",
            "The score rests on an answer of an earlier round; whoever submitted, approved or accepted that answer, in any revision, does not decide",
        ),
        "objection_file_missing" => ("เลือกไฟล์ที่จะแนบ ไฟล์ต้องไม่ว่างเปล่า", "Choose a file; it must not be empty"),
        "objection_file_large" => {
            ("ไฟล์ใหญ่เกิน 20 MB จึงยังไม่ได้แนบไฟล์ใด", "A file is larger than 20 MB, so none was attached")
        }
        "objection_files_many" => {
            ("แนบได้ครั้งละไม่เกิน 10 ไฟล์ จึงยังไม่ได้แนบไฟล์ใด", "At most 10 files are taken at once, so none was attached")
        }
        "objection_files_full" => (
            "รายงานนี้รับไฟล์ครบจำนวนแล้ว (500 ไฟล์ หรือรวม 1 GB) จึงยังไม่ได้แนบไฟล์ใด",
            "This report has taken in all it can (500 files, or 1 GB together), so no file was attached",
        ),
        "objection_overtaken" => (
            "มีค่าอื่นมีผลแล้วหรือเปิดรายงานให้แก้ไขแล้ว จึงเห็นด้วยกับคำคัดค้านนี้ไม่ได้",
            "Another value is in force since, or the report was opened again, so this objection cannot be upheld",
        ),
        "forbidden" => ("ท่านไม่มีสิทธิ์ทำรายการนี้", "You may not do this"),
        "conflict" => (
            "มีผู้อื่นแก้ไขไปก่อนแล้ว โปรดตรวจดูข้อมูลล่าสุดแล้วทำรายการอีกครั้ง",
            "Somebody else changed this in the meantime; look at it again and repeat",
        ),
        "condition_missing" => {
            ("โปรดบอกว่าเห็นข้อมูลรุ่นใด ด้วย If-Match หรือ version", "Say which state you saw, by If-Match or by a version")
        }
        "idempotency_key" => (
            "Idempotency-Key ต้องเป็นอักขระ ASCII ที่มองเห็นได้ 1 ถึง 255 ตัว",
            "An Idempotency-Key has 1 to 255 visible ASCII characters",
        ),
        "idempotency_under_way" => (
            "คำขอที่ใช้ Idempotency-Key นี้กำลังดำเนินการอยู่ โปรดลองใหม่ภายหลัง",
            "The first asking with this Idempotency-Key is still under way; try again in a moment",
        ),
        "idempotency_key_of_something_else" => (
            "Idempotency-Key นี้เคยใช้กับคำขออื่นแล้ว โปรดใช้คีย์ใหม่",
            "This Idempotency-Key was used for something else; use a new one",
        ),
        "problems_remain" => (
            "รายงานยังมีจุดที่ต้องแก้ไขหรืออธิบาย ข้อความที่พิมพ์ไว้บันทึกแล้ว",
            "The report still has problems to correct or explain; what you typed is saved",
        ),
        "authority_name" => {
            ("โปรดระบุชื่อและตำแหน่งผู้ลงนาม ไม่เกิน 200 ตัวอักษร", "Say who signed the letter, in at most 200 characters")
        }
        "authority_number" => {
            ("โปรดระบุเลขที่หนังสือ ไม่เกิน 200 ตัวอักษร", "Say which number the letter has, in at most 200 characters")
        }
        "authority_dated" => (
            "โปรดระบุวันที่ของหนังสือ เช่น 15/1/2570 ต้องไม่หลังวันนี้และไม่เกินหนึ่งปีก่อนวันนี้",
            "Give the day the letter bears, such as 15/1/2027: not after today, and within the last year",
        ),
        "letter_missing" => ("โปรดแนบไฟล์หนังสือที่ลงนามแล้ว ยังไม่ได้ยื่น", "Attach the signed letter; nothing was filed"),
        "letter_too_large" => ("ไฟล์หนังสือใหญ่เกิน 20 MB ยังไม่ได้ยื่น", "The letter is larger than 20 MB; nothing was filed"),
        "bounce_too_large" => ("อีเมลแจ้งใหญ่เกิน 1 MB จึงไม่ได้อ่าน", "The notification is larger than 1 MB and was not read"),
        "bounce_unreadable" => (
            "ไม่ใช่อีเมลแจ้งว่าส่งไม่ถึง (RFC 3464) ที่แนบอีเมลของระบบกลับมา",
            "This is no delivery status notification (RFC 3464) that brings a mail of ours back",
        ),
        "bounce_of_nothing" => ("ไม่มีอีเมลฉบับนี้ในระบบ", "There is no such mail of ours"),
        "nothing_chosen" => (
            "โปรดเลือกข้อความในแต่ละช่องก่อน แล้วกดปุ่มอีกครั้ง",
            "Choose a text in each field first, then press the button again",
        ),
        "conflict_kept" => (
            "ตัวชี้วัดเดียวกันถูกแก้ไขจากที่อื่นด้วย ข้อความทั้งสองเก็บไว้แล้ว โปรดเลือกก่อนส่ง",
            "The same indicator was changed elsewhere too; both texts are kept. Please choose before submitting",
        ),
        "file_too_large" => (
            "ไฟล์ใหญ่เกิน 20 MB จึงไม่ได้แนบ ข้อความที่พิมพ์บันทึกแล้ว",
            "The file is larger than 20 MB and was not attached; what you typed is saved",
        ),
        "upload_too_large" => (
            "ไฟล์ที่ส่งมาพร้อมกันใหญ่เกิน 200 MB บางไฟล์จึงไม่ได้แนบ โปรดแนบทีละส่วน",
            "The files together are larger than 200 MB and some were not attached; please send them in parts",
        ),
        "file_empty" => (
            "ไฟล์ว่างเปล่า จึงไม่ได้แนบ ข้อความที่พิมพ์บันทึกแล้ว",
            "The file is empty and was not attached; what you typed is saved",
        ),
        "evidence_full" => (
            "รายงานนี้รับไฟล์ครบจำนวนแล้ว (500 ไฟล์ หรือรวม 1 GB) จึงไม่ได้แนบ ข้อความที่พิมพ์บันทึกแล้ว",
            "This report has taken in all it can (500 files, or 1 GB together) and the file was not attached; what you typed is saved",
        ),
        "file_lost" => ("เนื้อหาของไฟล์หายไปหรือเสียหาย", "The content of the file is gone or damaged"),
        "not_as_published" => (
            "ตัวเลขที่เก็บไว้ไม่ตรงกับที่เผยแพร่ จึงไม่แสดง ผู้ดูแลระบบต้องตรวจสอบ ชุดข้อมูลที่ลงลายมือชื่อยังตรวจได้ที่ /verify",
            "The figures that are kept are not what was published, so they are not shown. Administrators have to look into it; the signed file can still be verified at /verify",
        ),
        "upload_broken" => (
            "การส่งข้อมูลขาดตอน บันทึกไว้เท่าที่ได้รับ โปรดตรวจแล้วบันทึกอีกครั้ง",
            "The connection broke off; what had arrived is saved. Please check and save again",
        ),
        "sheet_missing" => ("โปรดเลือกไฟล์ที่กรอกแล้วก่อนอัปโหลด", "Choose the filled file before uploading"),
        "sheet_too_large" => (
            "ไฟล์ใหญ่เกิน 5 MB จึงไม่ได้อ่าน โปรดใช้แบบกรอกที่ดาวน์โหลดจากหน้านี้",
            "The file is larger than 5 MB and was not read; use the template from this page",
        ),
        "delivery_too_large" => (
            "ไฟล์ใหญ่เกิน 1 GB จึงไม่ได้รับไว้ โปรดแบ่งไฟล์ตามหน่วยงาน",
            "The file is larger than 1 GB and was not taken; divide it by agencies",
        ),
        "template_too_large" => (
            "แบบกรอก Excel มีได้ไม่เกิน 2,000 แถวและ 500 หน่วยงาน โปรดเลือกหน่วยงานที่เล็กลง หรือใช้ CSV",
            "An Excel template has at most 2,000 rows and 500 agencies; choose a smaller body, or use CSV",
        ),
        "template_of_nobody" => (
            "ไม่มีรายงานของหน่วยงานในสังกัดนี้ที่ท่านแก้ไขได้ในขณะนี้",
            "No report of the agencies of this body can be changed by you at this moment",
        ),
        "sheet_of_bundle" => (
            "ไฟล์นี้เป็นส่วนหนึ่งของไฟล์หลายหน่วยงาน โปรดยืนยันที่หน้าไฟล์รวม",
            "This is a part of a file of many agencies; confirm it on the page of that file",
        ),
        "sheet_refused" => ("ไฟล์ยังมีจุดที่ต้องแก้ จึงยังไม่ได้บันทึก", "The file still has places to correct; nothing was saved"),
        "sheet_moved" => (
            "มีการแก้ไขร่างหลังจากที่ท่านตรวจดู จึงยังไม่ได้บันทึก โปรดตรวจดูสิ่งที่เปลี่ยนอีกครั้งแล้วยืนยัน",
            "The draft was changed after you looked, so nothing was saved; look at the changes again and confirm",
        ),
        "verified_unreadable" => (
            "ค่าที่ตรวจสอบแล้วบางค่ายังใช้ไม่ได้ จึงยังไม่ได้รับรองรายงาน",
            "Some verified values cannot be taken, so the report is not accepted yet",
        ),
        "reasons_typed" => (
            "ท่านเขียนเหตุผลส่งกลับไว้ หากไม่ต้องการส่งกลับ โปรดลบเหตุผลออกก่อน",
            "You wrote reasons for sending it back; remove them first if that is not what you want",
        ),
        "indicator_not_asked" => {
            ("มีตัวชี้วัดที่ไม่ได้ถามในรอบนี้ จึงยังไม่ได้บันทึก", "An indicator is not asked in this round; nothing was saved")
        }
        "indicator_derived" => (
            "ตัวชี้วัดนี้ระบบคำนวณจากตัวชี้วัดอื่น จึงไม่รับค่าที่ส่งมา และยังไม่ได้บันทึก",
            "This indicator is worked out from others, so no value is taken for it; nothing was saved",
        ),
        "window_not_open" => ("รอบการรายงานนี้ยังไม่เปิด", "This round is not open yet"),
        "window_closed" => {
            ("รอบการรายงานนี้ปิดแล้ว โปรดขอขยายเวลาจาก สพร.", "This round has closed; ask DGA for an extension")
        }
        "not_editable" => {
            ("รายงานอยู่ระหว่างการพิจารณา จึงแก้ไขไม่ได้ในขณะนี้", "The report is with somebody else and cannot be changed now")
        }
        "already_accepted" => (
            "รายงานนี้รับรองแล้ว หากต้องแก้ไข โปรดขอให้ สพร. เปิดรายงาน",
            "This report is accepted; to correct it, ask DGA to open it",
        ),
        "wrong_state" => {
            ("ทำขั้นตอนนี้ไม่ได้ในสถานะปัจจุบันของรายงาน", "This step is not possible in the report's present state")
        }
        "same_person" => (
            "ผู้ที่ส่ง อนุมัติ หรือเห็นชอบรายงานฉบับนี้แล้ว ทำขั้นต่อไปของฉบับเดียวกันไม่ได้",
            "Whoever submitted, approved or endorsed a report cannot take its next step",
        ),
        "reason_missing" => ("โปรดระบุเหตุผล", "Please give a reason"),
        "reason_too_long" => (
            "เหตุผลหรือข้อความยาวเกิน 5,000 ตัวอักษร โปรดย่อ",
            "A reason or note has at most 5,000 characters; please shorten it",
        ),
        "text_beyond_a_draft" => (
            "มีข้อความยาวเกิน 50,000 ตัวอักษร จึงยังไม่ได้บันทึก โปรดย่อ หรือแนบเป็นไฟล์หลักฐาน",
            "A text is longer than 50,000 characters and nothing was saved; shorten it, or attach it as a file of evidence",
        ),
        "sign_in_refused" => ("อีเมลหรือรหัสผ่านไม่ถูกต้อง", "The e-mail address or password is wrong"),
        "sign_in_throttled" => {
            ("พยายามเข้าสู่ระบบหลายครั้งเกินไป โปรดรอสักครู่แล้วลองใหม่", "Too many attempts; wait a while and try again")
        }
        "signed_out" => ("ยังไม่ได้เข้าสู่ระบบ", "You are not signed in"),
        "token_refused" => ("โทเคนไม่ถูกต้องหรือหมดอายุแล้ว", "The token is missing, wrong or no longer counts"),
        "as_of_future" => ("เวลาที่ขอยังมาไม่ถึง", "This instant has not come yet"),
        "as_of_unreadable" => (
            "อ่านวันที่ขอดูย้อนหลังไม่ได้ โปรดระบุวัน เช่น 1/10/2569 หรือ 2026-10-01 หรือเวลาเต็ม เช่น 2026-10-01T09:00:00+07:00",
            "The instant cannot be read; write a day such as 1/10/2569 or 2026-10-01, or an instant such as 2026-10-01T09:00:00+07:00",
        ),
        "as_of_not_here" => {
            ("ที่อยู่นี้ไม่มีข้อมูลย้อนหลัง โปรดขอใหม่โดยไม่ระบุ asOf", "This address has no past; ask again without asOf")
        }
        "kind_not_here" => (
            "ข้อมูลนี้ไม่แยกตามประเภทหน่วยงาน โปรดขอใหม่โดยไม่ระบุ kind",
            "This is not narrowed to a kind of organisation; ask again without kind",
        ),
        "strategy_not_here" => (
            "ข้อมูลนี้ไม่แยกตามยุทธศาสตร์ โปรดขอใหม่โดยไม่ระบุ strategy",
            "This is not narrowed to a strategy; ask again without strategy",
        ),
        "trust_not_here" => (
            "ข้อมูลนี้ไม่แยกตามระดับความน่าเชื่อถือ โปรดขอใหม่โดยไม่ระบุ trust",
            "This is not narrowed to a trust grade; ask again without trust",
        ),
        "organisation_not_here" => (
            "ข้อมูลนี้ไม่แยกตามหน่วยงาน โปรดขอใหม่โดยไม่ระบุ organisation",
            "This is not narrowed to one organisation; ask again without organisation",
        ),
        "round_not_here" => (
            "ข้อมูลนี้กำหนดรอบไว้ในที่อยู่แล้ว โปรดขอใหม่โดยไม่ระบุ round",
            "The round of this is not chosen by a filter; ask again without round",
        ),
        "no_such_kind" => (
            "ไม่มีประเภทหน่วยงานที่ระบุ โปรดแก้ kind แล้วขอใหม่",
            "There is no such kind of organisation; correct kind and ask again",
        ),
        "no_such_strategy" => {
            ("ไม่มียุทธศาสตร์ที่ระบุ โปรดแก้ strategy แล้วขอใหม่", "There is no such strategy; correct strategy and ask again")
        }
        "no_such_grade" => (
            "ไม่มีระดับความน่าเชื่อถือที่ระบุ โปรดแก้ trust แล้วขอใหม่",
            "There is no such trust grade; correct trust and ask again",
        ),
        "no_such_language" => (
            "รายงานมีภาษาไทย (th) และอังกฤษ (en) เท่านั้น โปรดแก้ language แล้วขอใหม่",
            "Reports are in Thai (th) and English (en) only; correct language and ask again",
        ),
        "nobody_of_kind" => {
            ("ไม่มีหน่วยงานประเภทที่ระบุที่ต้องรายงานในรอบและขอบเขตนี้", "Nobody of that kind owes a report here in this round")
        }
        "as_of_sign_in" => ("โปรดเข้าสู่ระบบเพื่อดูย้อนหลัง", "Sign in to see an earlier instant"),
        "evidence_taken_out" => (
            "ไฟล์นี้มีอยู่ ณ เวลานั้น แต่ถูกนำออกจากรายงานแล้ว จึงไม่ส่งเนื้อหาให้",
            "This file was there then and was taken out of the report since; its content is not given out",
        ),
        "as_of_before_records" => ("ก่อนเวลานั้นระบบยังไม่มีข้อมูลใด", "Nothing had been recorded here by that instant"),
        "not_acceptable" => ("ไม่มีรูปแบบที่ขอในหัวข้อ Accept", "There is none of the forms that Accept names"),
        "too_many_requests" => {
            ("ขอถี่เกินไป โปรดรอแล้วขอใหม่ หรือใช้โทเคน", "Too many requests; wait and ask again, or use a token")
        }
        "method_not_allowed" => ("ที่อยู่นี้ไม่รับคำขอแบบนี้", "This address does not take this method"),
        "indicator_twice" => ("ระบุตัวชี้วัดเดียวกันซ้ำในคำขอเดียว", "One request names the same indicator twice"),
        "body_too_large" => ("ข้อมูลที่ส่งมามีขนาดใหญ่เกินไป", "What was sent is too large"),
        "other_site" => (
            "คำขอนี้ไม่ได้มาจากหน้าของระบบ ยังไม่มีการบันทึก โปรดเปิดหน้านั้นในระบบแล้วส่งอีกครั้ง",
            "This request did not come from a page of this system and nothing was saved; open the page here and send it again",
        ),
        "too_slow" => ("ข้อมูลมาไม่ครบภายในเวลา", "The body did not arrive in time"),
        "media_type" => ("ไม่รับข้อมูลชนิดนี้", "This kind of body is not taken"),
        "another_file" => (
            "ไฟล์ที่อยู่นี้ไม่ใช่ไฟล์ที่ระบุใน If-Match โปรดขอใหม่โดยไม่ระบุ หรือระบุ ETag ของไฟล์นี้",
            "The file at this address is not the one that If-Match names; ask without it, or with the ETag of this file",
        ),
        "range_not_satisfiable" => (
            "ช่วงที่ขออยู่เลยท้ายไฟล์ ขนาดของไฟล์อยู่ใน Content-Range โปรดขอใหม่ภายในขนาดนั้น หรือขอทั้งไฟล์",
            "The range that was asked for begins beyond the end of the file; Content-Range tells its length: ask within it, or for the whole file",
        ),
        "busy" => (
            "มีผู้ใช้งานพร้อมกันมาก ยังไม่ได้ทำหรือบันทึกสิ่งใด โปรดลองใหม่ในอีกสักครู่",
            "Too many people at once: nothing was done or saved. Try again in a moment",
        ),
        "files_under_way" => (
            "ชุดข้อมูลนี้เผยแพร่แล้ว แต่หน้าเว็บหรือไฟล์ของชุดข้อมูลยังไม่พร้อม โปรดขอใหม่ในอีกสักครู่ หากยังไม่ได้ โปรดแจ้งผู้ดูแลระบบ",
            "This snapshot is published, but its pages or files are not there yet; ask again in a few minutes, and tell the administrator if they stay away",
        ),
        "bad_request" => ("ข้อมูลที่ส่งมาอ่านไม่ได้", "What was sent cannot be read"),
        "unavailable" => (
            "ระบบจัดเก็บข้อมูลไม่ตอบสนอง ยังไม่มีการบันทึก โปรดลองใหม่อีกครั้ง",
            "Storage does not answer; nothing was saved. Please try again",
        ),
        _ => return super::account_refusals::known(language, code),
    };
    Some(match language {
        Language::Th => th,
        Language::En => en,
    })
}
