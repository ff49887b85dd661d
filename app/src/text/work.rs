//! Words of the inbox.

super::words! {
    /// My work.
    Work {
        title: "งานของฉัน", "My work";
        nothing: "ไม่มีรายงานที่รอท่าน", "No report waits for you";
        to_report: "รายงานที่ต้องกรอกและส่ง", "Reports to fill and submit";
        to_approve: "รายงานที่รอท่านอนุมัติ", "Reports waiting for your approval";
        to_endorse: "รายงานที่รอท่านให้ความเห็น", "Reports waiting for your endorsement";
        to_review: "รายงานที่รอท่านตรวจรับรอง", "Reports waiting for your review";
        due: "ส่งภายใน", "Due";
        more: "แสดงเฉพาะ 100 รายการแรก", "Only the first 100 are shown";
    }
}
