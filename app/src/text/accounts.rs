//! Words of one's own account and of everybody's.

use domain::{
    manner::{Digits, Era},
    text::Language,
};

super::words! {
    /// Accounts.
    Accounts {
        title: "บัญชีผู้ใช้", "Accounts";
        lead: "ผู้ใช้ที่มีบทบาทในหน่วยงานที่ท่านดูแล เรียงตามอีเมล", "People with a role in the organisations you administer, in the order of their addresses";
        add: "เพิ่มบัญชี", "Add an account";
        search: "ค้นหาบัญชี", "Search accounts";
        search_words: "ชื่อหรืออีเมล", "Name or e-mail address";
        show: "ค้นหา", "Search";
        person: "ชื่อ", "Name";
        email: "อีเมล", "E-mail address";
        roles: "บทบาทและหน่วยงาน", "Roles and organisations";
        state: "สถานะ", "State";
        active: "ใช้งานได้", "Active";
        disabled: "ระงับแล้ว", "Disabled";
        disabled_since: "ระงับเมื่อ", "Disabled since";
        must_change: "ต้องเปลี่ยนรหัสผ่าน", "Password change due";
        no_roles: "ไม่มีบทบาท", "No role";
        none: "ไม่พบบัญชี", "No account found";
        none_why: "ลองค้นด้วยคำอื่น หรือเพิ่มบัญชีใหม่", "Try other words, or add an account";
        first_page: "หน้าแรก", "First page";
        next_page: "ถัดไป", "Next";
        pages: "หน้ารายการ", "Pages of the list";
        new_title: "เพิ่มบัญชี", "Add an account";
        new_lead: "เจ้าของบัญชีต้องเปลี่ยนรหัสผ่านเมื่อเข้าสู่ระบบครั้งแรก", "The owner has to change the password when signing in for the first time";
        first_password: "รหัสผ่านแรกเข้า", "First password";
        first_password_hint: "อย่างน้อย 15 ตัวอักษร แจ้งเจ้าของบัญชีเป็นการส่วนตัว ระบบไม่แสดงซ้ำ", "At least 15 characters; tell the owner in private, it is not shown again";
        make: "เพิ่มบัญชี", "Add the account";
        grants: "บทบาทและหน่วยงาน", "Roles and organisations";
        grants_hint: "บทบาทมีผลกับหน่วยงานที่เลือกและทุกหน่วยงานในสังกัด บรรทัดที่ว่างจะไม่นับ", "A role counts for the organisation and everything below it; empty lines do not count";
        role: "บทบาท", "Role";
        no_role: "ไม่กำหนด", "None";
        organisation: "หน่วยงาน (รหัสหรือชื่อ)", "Organisation (code or name)";
        save_grants: "บันทึกบทบาท", "Save the roles";
        save_grants_why: "เซสชันทั้งหมดของผู้ใช้จะสิ้นสุดทันที", "All sessions of the person end at once";
        rename: "ชื่อและอีเมล", "Name and e-mail address";
        rename_why: "ใช้เข้าสู่ระบบ เมื่อเปลี่ยน เซสชันทั้งหมดของผู้ใช้จะสิ้นสุดทันที", "What the person signs in with; when it changes, all their sessions end at once";
        save_rename: "บันทึกชื่อและอีเมล", "Save name and address";
        reset: "ตั้งรหัสผ่านใหม่", "Reset the password";
        reset_why: "เซสชันทั้งหมดสิ้นสุดทันที และเจ้าของบัญชีต้องเปลี่ยนรหัสผ่านเมื่อเข้าสู่ระบบ", "All sessions end at once, and the owner has to change the password when signing in";
        new_password: "รหัสผ่านใหม่", "New password";
        disable: "ระงับบัญชี", "Disable the account";
        disable_why: "เข้าสู่ระบบไม่ได้ เซสชัน โทเคน ลิงก์ที่แชร์ และที่อยู่ของปฏิทินทั้งหมดสิ้นสุดทันที และไม่กลับมาเมื่อเปิดใช้อีกครั้ง ข้อมูลที่เคยบันทึกยังอยู่", "The person cannot sign in; all sessions, tokens, shared links and calendar addresses end at once and do not come back when it is enabled. What they recorded stays";
        enable: "เปิดใช้บัญชีอีกครั้ง", "Enable the account again";
        log: "ดูบันทึกการใช้งานของบัญชีนี้", "See the audit log of this account";
        own: "นี่คือบัญชีของท่านเอง", "This is your own account";
        to_own: "ไปหน้าบัญชีของฉัน", "Go to my account";
        tokens: "โทเคนของ API", "API tokens";
        tokens_none: "ไม่มีโทเคน ผู้ดูแลเซิร์ฟเวอร์สร้างได้ด้วยคำสั่ง tidtam tokens create", "No tokens; whoever runs the server makes them with tidtam tokens create";
        label: "ใช้สำหรับ", "For";
        scope: "ขอบเขต", "Scope";
        scope_read: "อ่านอย่างเดียว", "Reading";
        scope_write: "อ่านและเขียน", "Reading and writing";
        expires: "หมดอายุ", "Ends";
        revoked: "ยกเลิกแล้ว", "Taken back";
        ended: "หมดอายุแล้ว", "Ended";
        revoke: "ยกเลิกโทเคน", "Take back";
    }
}

super::words! {
    /// One's own account.
    MyAccount {
        title: "บัญชีของฉัน", "My account";
        about: "ข้อมูลบัญชี", "About the account";
        name: "ชื่อ", "Name";
        email: "อีเมล", "E-mail address";
        roles: "บทบาทและหน่วยงาน", "Roles and organisations";
        no_roles: "ยังไม่มีบทบาท โปรดติดต่อผู้ดูแลระบบ", "No role yet; ask the administrator";
        display: "การแสดงผล", "Display";
        display_why: "ใช้กับทุกหน้าที่เปิดด้วยบัญชีนี้ ทุกเครื่อง อีเมลและแฟ้มที่ดาวน์โหลดไม่เปลี่ยน", "For every page that you open with this account, on every machine. Mail and files that are downloaded stay as they are";
        language: "ภาษา", "Language";
        era: "ศักราช", "Era";
        digits: "ตัวเลข", "Digits";
        save_display: "บันทึกการแสดงผล", "Save";
        session: "เซสชันนี้", "This session";
        signed_in_at: "เข้าสู่ระบบเมื่อ", "Signed in";
        ends_at: "สิ้นสุดเมื่อ หากไม่ใช้งาน", "Ends when not used";
        everywhere: "ออกจากระบบทุกเครื่อง", "Sign out on every machine";
        everywhere_why: "ใช้เมื่อลืมออกจากระบบบนเครื่องอื่น เซสชันทั้งหมดรวมทั้งเซสชันนี้จะสิ้นสุด", "When you forgot to sign out elsewhere: all sessions end, this one too";
        password: "เปลี่ยนรหัสผ่าน", "Change the password";
        due_title: "โปรดเปลี่ยนรหัสผ่านก่อนใช้งานต่อ", "Change your password before you go on";
        due: "รหัสผ่านปัจจุบันเป็นรหัสที่ผู้ดูแลระบบตั้งให้ จึงมีผู้อื่นรู้", "Somebody else gave you the present password and so knows it";
        old: "รหัสผ่านปัจจุบัน", "Present password";
        new: "รหัสผ่านใหม่", "New password";
        rule_length: "อย่างน้อย 15 ตัวอักษร ใช้ภาษาไทย เว้นวรรค และสัญลักษณ์ใดก็ได้ วลีที่จำง่ายดีกว่าคำสั้นที่ซับซ้อน", "At least 15 characters; Thai, spaces and any signs may be used. A phrase you remember is better than a short riddle";
        rule_common: "ไม่อยู่ในรายการรหัสผ่านที่ใช้กันทั่วไป ไม่ซ้ำตัวเดิม ไม่เรียงลำดับ", "Not in the list of common passwords, not the same over and over, no sequence";
        rule_name: "ไม่มีชื่อที่ใช้เข้าสู่ระบบอยู่ข้างใน", "Without the name you sign in with";
        rule_end: "เปลี่ยนแล้วต้องเข้าสู่ระบบใหม่ทุกเครื่อง", "Afterwards you have to sign in again on every machine";
        change: "เปลี่ยนรหัสผ่าน", "Change the password";
    }
}

/// What a language is called, in itself.
pub(crate) fn language_name(of: Language) -> &'static str {
    match of {
        Language::Th => "ไทย",
        Language::En => "English",
    }
}

/// What an era is called, with a year in it.
pub(crate) fn era(language: Language, era: Era) -> &'static str {
    let (th, en) = match era {
        Era::OfLanguage => ("ตามภาษา (ไทย พ.ศ. อังกฤษ ค.ศ.)", "As the language is used to (Thai BE, English CE)"),
        Era::Buddhist => ("พุทธศักราช เช่น 2570", "Buddhist Era, such as 2570"),
        Era::Common => ("คริสต์ศักราช เช่น 2027", "Common Era, such as 2027"),
    };
    super::either(language, th, en)
}

/// What digits are called.
pub(crate) fn digits(language: Language, digits: Digits) -> &'static str {
    let (th, en) = match digits {
        Digits::Arabic => ("อารบิก 0123456789", "Arabic 0123456789"),
        Digits::Thai => ("ไทย ๐๑๒๓๔๕๖๗๘๙", "Thai ๐๑๒๓๔๕๖๗๘๙"),
    };
    super::either(language, th, en)
}

/// `บทบาทที่ 2`.
pub(crate) fn line(language: Language, number: usize) -> String {
    match language {
        Language::Th => format!("บทบาทที่ {number}"),
        Language::En => format!("Role {number}"),
    }
}
