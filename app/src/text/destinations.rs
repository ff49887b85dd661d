//! Words of places that published snapshots are handed to.

super::words! {
    /// Where a snapshot was handed to.
    Destinations {
        title: "ส่งไปยังที่อื่น", "Handed to other places";
        what: "ไฟล์", "File";
        destination: "ปลายทาง", "Destination";
        outcome: "ผล", "Outcome";
        handed: "ส่งแล้วเมื่อ", "Handed over";
        failed: "ส่งไม่ได้", "Not handed over";
        tried: "ลองล่าสุดเมื่อ", "Last tried";
    }
}
