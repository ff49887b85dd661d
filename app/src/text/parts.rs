//! Words of the parts that many pages share.

use domain::text::Language;

super::words! {
    /// Ways through pages and lists.
    Parts {
        breadcrumbs: "ตำแหน่งหน้านี้", "Where this page is";
        pages: "หน้ารายการ", "Pages of the list";
        back: "ก่อนหน้า", "Previous";
        on: "ถัดไป", "Next";
        again: "เปิดอีกครั้ง", "Open it again";
        clear: "ล้าง", "Clear";
        actions: "การดำเนินการ", "Actions";
        print: "พิมพ์หน้านี้", "Print this dashboard";
    }
}

/// `51–100 จาก 436`.
pub fn rows(language: Language, first: usize, last: usize, total: usize) -> String {
    let [first, last, total] = [first, last, total].map(super::format::counted);
    match language {
        Language::Th => format!("{first}–{last} จาก {total}"),
        Language::En => format!("{first}–{last} of {total}"),
    }
}

/// The number of a page of a list of which nobody counts the rows.
pub fn page(language: Language, page: usize) -> String {
    let page = super::format::counted(page);
    match language {
        Language::Th => format!("หน้า {page}"),
        Language::En => format!("Page {page}"),
    }
}
