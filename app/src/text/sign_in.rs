//! Words of signing in.

super::words! {
    /// Signing in.
    SignIn {
        title: "เข้าสู่ระบบ", "Sign in";
        email: "อีเมล", "E-mail address";
        password: "รหัสผ่าน", "Password";
        submit: "เข้าสู่ระบบ", "Sign in";
    }
}
