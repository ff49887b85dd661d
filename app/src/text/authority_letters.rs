//! Words of filing a report on behalf of its approver.

super::words! {
    /// The letter by which an approver lets a report be filed.
    AuthorityLetters {
        title: "ผู้อนุมัติลงนามในระบบไม่ได้: ยื่นแทนด้วยหนังสือมอบอำนาจ", "The approver cannot sign here: file it by their letter";
        lead: "ใช้เมื่อผู้อนุมัติลงนามในหนังสือให้ยื่นรายงานฉบับนี้แทน ชื่อท่านจะแสดงเป็นผู้ยื่น ไม่ใช่ผู้อนุมัติ และ สพร. อ่านหนังสือได้", "For when the approver has signed a letter that lets this report be filed. You are named as who filed it, not as who approved it, and DGA can read the letter";
        name: "ผู้ลงนามในหนังสือ", "Who signed the letter";
        name_hint: "ชื่อ สกุล และตำแหน่ง", "Name and office";
        number: "เลขที่หนังสือ", "Number of the letter";
        number_hint: "เช่น มท 0301/123", "Such as MOI 0301/123";
        dated_label: "ลงวันที่", "Dated";
        dated_hint: "เช่น 15/1/2570 ไม่เกินหนึ่งปีก่อนวันนี้", "Such as 15/1/2027, within the last year";
        file: "ไฟล์หนังสือ", "The letter";
        file_hint: "เช่น PDF หรือภาพถ่ายหนังสือที่ลงนามแล้ว ไม่เกิน", "Such as a PDF or a picture of the signed letter, at most";
        file_it: "ยื่นแทนผู้อนุมัติ", "File on behalf of the approver";
        on_behalf_of: "ยื่นแทน", "Filed on behalf of";
        by_letter: "ตามหนังสือ", "by letter";
        dated: "ลงวันที่", "dated";
        not_in_person: "ผู้อนุมัติไม่ได้อนุมัติในระบบด้วยตนเอง หนังสือฉบับนี้ใช้แทนการลงนาม", "The approver did not sign here in person; the letter stands for the signature";
        by: "ผู้ยื่น", "Filed by";
        letter: "หนังสือมอบอำนาจ", "Letter of authority";
        doubts: "ถ้าหนังสือไม่น่าเชื่อถือ ผู้ตรวจส่งกลับให้แก้ไขได้", "A reviewer whom the letter does not convince can send the report back";
    }
}
