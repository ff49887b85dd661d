//! Words of people who get the national report by mail.

super::words! {
    /// People who get the national report by mail.
    Subscribers {
        title: "ผู้รับรายงานทางอีเมล", "Reports by mail";
        lead: "เมื่อทุกคนอ่านชุดข้อมูลได้ ระบบส่งรายงานระดับประเทศ (PDF) ให้คนเหล่านี้คนละครั้ง ผู้รับไม่ต้องมีบัญชี", "Once everybody may read a snapshot the national report (PDF) goes to these people, once to each; they need no account";
        none: "ยังไม่มีผู้รับ", "Nobody gets it yet";
        add: "เพิ่มผู้รับ", "Add somebody";
        name: "ชื่อ", "Name";
        address: "อีเมล", "E-mail address";
        language: "ภาษาของรายงาน", "Language of the report";
        add_button: "เพิ่ม", "Add";
        since: "ตั้งแต่", "Since";
        last: "รายงานล่าสุด", "Last report";
        no_last: "ยังไม่เคยส่ง", "None yet";
        stop: "เลิกส่ง", "Take off";
        actions: "การกระทำ", "Actions";
    }
}
