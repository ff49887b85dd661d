//! Words around every page.

super::words! {
    /// Header, footer and banner.
    Shell {
        skip: "ข้ามไปยังเนื้อหา", "Skip to content";
        refused: "ไม่สำเร็จ: ", "Error: ";
        name: "ติดตาม", "Tidtam";
        tagline: "แผนพัฒนารัฐบาลดิจิทัลของประเทศไทย", "Digital Government Development Plan of Thailand";
        menu: "เมนูหลัก", "Main menu";
        work: "งานของฉัน", "My work";
        national: "ภาพรวมประเทศ", "National overview";
        organisations: "หน่วยงาน", "Organisations";
        plans: "แผนและตัวชี้วัด", "Plans and indicators";
        calendar: "ปฏิทินการรายงาน", "Reporting calendar";
        snapshots: "ชุดข้อมูล", "Snapshots";
        accounts: "บัญชีผู้ใช้", "Accounts";
        audit: "บันทึกการใช้งาน", "Audit log";
        operations: "การทำงานของระบบ", "Operations";
        my_account: "บัญชีของฉัน", "My account";
        published: "ผลที่เผยแพร่", "Published results";
        sign_in: "เข้าสู่ระบบ", "Sign in";
        to_system: "ระบบสำหรับเจ้าหน้าที่", "System for officials";
        sign_out: "ออกจากระบบ", "Sign out";
        unsent_title: "ข้อความที่ท่านพิมพ์ไว้ในเครื่องนี้และยังไม่ได้ส่ง", "What you typed on this device and was never sent";
        unsent_drop: "ลบข้อความเหล่านี้ออกจากเครื่อง", "Delete these texts from this device";
        unsent_question: "ยังมีข้อความที่ไม่ได้ส่ง {} ช่อง", "{} field(s) are not sent yet";
        unsent_why: "ถ้าเครื่องนี้มีผู้อื่นใช้ด้วย ควรส่งหรือลบก่อนออกจากระบบ", "If others use this device too, send them or delete them before you sign out";
        unsent_stay: "กลับไปส่งก่อน", "Stay and send them";
        unsent_leave: "ออกจากระบบและเก็บไว้ในเครื่องนี้", "Sign out and keep them on this device";
        unsent_forget: "ออกจากระบบและลบทิ้ง", "Sign out and delete them";
        demonstration: "ข้อมูลสาธิต", "Demonstration data";
        demonstration_why: "ผลของหน่วยงานทุกค่าสร้างขึ้นเพื่อการสาธิต ไม่ใช่ผลการดำเนินงานจริง ค่าที่ระบุแหล่งอ้างอิงเป็นค่าจริง", "Every agency's figures were made up for demonstration and are nobody's real performance; figures with a cited source are real";
        developers: "สำหรับนักพัฒนา (API)", "For developers (API)";
        owner: "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)", "Digital Government Development Agency (Public Organization)";
    }
}
