//! Words of people who get reports by mail.

super::words! {
    /// People who get reports by mail.
    Subscribers {
        title: "ผู้รับรายงานทางอีเมล", "Reports by mail";
        lead: "เมื่อทุกคนอ่านชุดข้อมูลได้ ระบบส่งรายงาน (PDF) ระดับประเทศหรือของหน่วยงานที่เลือกให้คนเหล่านี้คนละครั้ง ผู้รับไม่ต้องมีบัญชี", "Once everybody may read a snapshot its report (PDF), the national one or that of a chosen organisation, goes to these people, once to each; they need no account";
        none: "ยังไม่มีผู้รับ", "Nobody gets it yet";
        add: "เพิ่มผู้รับ", "Add somebody";
        name: "ชื่อ", "Name";
        address: "อีเมล", "E-mail address";
        report: "รายงาน", "Report";
        national: "ระดับประเทศ", "National";
        body: "รหัสหน่วยงาน", "Organisation's code";
        body_hint: "เว้นว่างสำหรับรายงานระดับประเทศ หรือพิมพ์รหัสหน่วยงานหรือกระทรวง เช่น dga", "Empty for the national report, or the code of an agency or ministry, such as dga";
        language: "ภาษาของรายงาน", "Language of the report";
        add_button: "เพิ่ม", "Add";
        since: "ตั้งแต่", "Since";
        last: "รายงานล่าสุด", "Last report";
        no_last: "ยังไม่เคยส่ง", "None yet";
        stop: "เลิกส่ง", "Take off";
    }
}
