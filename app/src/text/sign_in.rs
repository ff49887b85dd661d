//! Words of signing in.

super::words! {
    /// Signing in.
    SignIn {
        title: "เข้าสู่ระบบ", "Sign in";
        email: "อีเมล", "E-mail address";
        password: "รหัสผ่าน", "Password";
        submit: "เข้าสู่ระบบ", "Sign in";
        refused: "เข้าสู่ระบบไม่ได้", "You are not signed in";
        forgotten: "ลืมรหัสผ่าน โปรดติดต่อผู้ดูแลระบบ (สพร.)", "Forgot your password? Ask the administrator (DGA)";
        again: "เข้าสู่ระบบอีกครั้ง", "Sign in again";
        ended: "เซสชันหมดเวลา ยังไม่ได้บันทึก", "Your session has ended; nothing is saved yet";
        kept: "ข้อความที่พิมพ์ยังอยู่ในหน้านี้ เข้าสู่ระบบแล้วทำต่อได้ อย่าเพิ่งปิดหน้านี้", "What you typed is still in this page: sign in and go on. Do not close this page yet";
        files_lost: "ไฟล์ที่แนบไม่ได้เก็บไว้ โปรดเลือกไฟล์อีกครั้งหลังบันทึก", "Attached files are not kept: choose them again after saving";
        signed_in_again: "เข้าสู่ระบบแล้ว", "You are signed in";
        kept_press_save: "ข้อความที่พิมพ์ยังอยู่ กดบันทึกต่อ", "What you typed is still here: press to go on";
        save_kept: "บันทึกต่อ", "Go on";
        demonstration: "บัญชีสำหรับสาธิต", "Accounts of the demonstration";
        demonstration_about: "เลือกบทบาทเพื่อลองใช้ ทุกคนใช้ข้อมูลชุดเดียวกัน", "Choose a role to try; everybody shares the same data";
        demonstration_password: "รหัสผ่านของทุกบัญชีสาธิต:", "The password of every demonstration account:";
        enter: "เข้าใช้", "Enter";
        enter_as: "เป็น", "as";
    }
}
