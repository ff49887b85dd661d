//! Words of charts.

use domain::{calendar::FiscalYear, text::Language};

super::words! {
    /// Around every chart.
    Charts {
        as_table: "ดูเป็นตาราง", "See as a table";
        nothing: "ยังไม่มีผลและค่าเป้าหมายที่จะแสดง", "There is no figure or target to draw yet";
        actual: "ผล", "Actual";
        expected: "เป้าหมายตามเวลา", "Expected by then";
        targets: "ค่าฐานและค่าเป้าหมายรายปี", "Baseline and yearly targets";
        period: "งวด", "Period";
        status: "สถานะ", "Status";
        band_below: "มีความเสี่ยง: ต่ำกว่าเป้าไม่เกินร้อยละ 10", "At risk: short of the target by up to 10%";
        band_above: "มีความเสี่ยง: สูงกว่าเป้าไม่เกินร้อยละ 10", "At risk: above the target by up to 10%";
        forecast: "คาดการณ์ตามอัตราที่เป็นอยู่", "Forecast at the present pace";
        forecast_band: "ช่วงคาดการณ์ (9 จาก 10 กรณี)", "Interval of the forecast (nine of ten cases)";
        forecast_rows: "คาดการณ์ตามอัตราที่เป็นอยู่ พร้อมช่วง", "Forecast at the present pace, with its interval";
        band_best: "ช่วงที่ดีที่สุด", "Best range";
        rounds: "สถานะตัวชี้วัดย้อนหลังรายงวด", "Indicators by status over the last rounds";
        event: "เหตุการณ์", "Events";
        event_key: "มีหน่วยงานย้ายสังกัดก่อนสิ้นงวดนี้", "A body moved before this period ended";
        on_top: "ตัวเลขบนแท่งคือจำนวนที่เป็นไปตามเป้าจากตัวชี้วัดที่เกี่ยวข้องทั้งหมด", "Above each column: how many are on course, of all that apply";
    }
}

/// How many of the periods have a figure.
pub fn known(language: Language, known: usize, of: usize) -> String {
    let [known, of] = [known, of].map(super::format::counted);
    match language {
        Language::Th => format!("มีผล {known} จาก {of} งวด"),
        Language::En => format!("{known} of {of} periods have a figure."),
    }
}

/// The latest figure, with what was expected.
pub fn latest(language: Language, period: &str, figure: &str, expected: Option<&str>) -> String {
    match (language, expected) {
        (Language::Th, Some(expected)) => format!("ล่าสุด {period} ได้ {figure} เทียบเป้าหมาย {expected}"),
        (Language::Th, None) => format!("ล่าสุด {period} ได้ {figure}"),
        (Language::En, Some(expected)) => format!("The latest, {period}, is {figure}; {expected} was expected."),
        (Language::En, None) => format!("The latest, {period}, is {figure}."),
    }
}

/// Where it is to be in the end.
pub fn last_target(language: Language, year: FiscalYear, target: &str) -> String {
    let year = super::format::fiscal_year(language, year);
    match language {
        Language::Th => format!("เป้าหมายสุดท้าย {target} เมื่อสิ้นปีงบประมาณ {year}"),
        Language::En => format!("The last target is {target} by the end of fiscal year {year}."),
    }
}

/// Where it comes out at the present pace: the figure, and between which it lies.
pub fn ahead(language: Language, year: FiscalYear, [figure, lowest, highest]: &[String; 3]) -> String {
    let year = super::format::fiscal_year(language, year);
    match language {
        Language::Th => format!("ด้วยอัตราที่เป็นอยู่จะได้ {figure} เมื่อสิ้นปีงบประมาณ {year} ระหว่าง {lowest} ถึง {highest}"),
        Language::En => {
            format!(
                "At the present pace it is {figure} by the end of fiscal year {year}, between {lowest} and {highest}."
            )
        }
    }
}

/// Two ends.
pub fn between(language: Language, lowest: &str, highest: &str) -> String {
    match language {
        Language::Th => format!("{lowest} ถึง {highest}"),
        Language::En => format!("{lowest} to {highest}"),
    }
}

/// The end of a fiscal year.
pub fn end_of(language: Language, year: FiscalYear) -> String {
    match language {
        Language::Th => format!("สิ้นปีงบประมาณ {year}"),
        Language::En => format!("End of fiscal year {year} ({})", super::format::common_era_year(year)),
    }
}
