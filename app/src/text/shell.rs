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
        sign_in: "เข้าสู่ระบบ", "Sign in";
        sign_out: "ออกจากระบบ", "Sign out";
        demonstration: "ข้อมูลสาธิต", "Demonstration data";
        demonstration_why: "ผลของหน่วยงานทุกค่าสร้างขึ้นเพื่อการสาธิต ไม่ใช่ผลการดำเนินงานจริง ค่าที่ระบุแหล่งอ้างอิงเป็นค่าจริง", "Every agency's figures were made up for demonstration and are nobody's real performance; figures with a cited source are real";
        owner: "สำนักงานพัฒนารัฐบาลดิจิทัล (องค์การมหาชน)", "Digital Government Development Agency (Public Organization)";
    }
}
