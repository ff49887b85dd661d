//! Values as ADX (IHE QRPH, `urn:ihe:qrph:adx:2015`), which DHIS2 and this system itself read: what was verified, else what
//! was reported. A denominator is a data element of its own, with `.base` behind the indicator's code.

use super::Copy;
use domain::snapshot::{Head, Line, Part, Report};
use quick_xml::{
    Writer,
    events::{BytesDecl, Event},
};
use std::{
    fs::File,
    io::{BufWriter, Write},
};

const NAMESPACE: &str = "urn:ihe:qrph:adx:2015";

pub(super) fn write(copy: &Copy, to: File) -> anyhow::Result<u64> {
    let head = copy.head()?;
    let mut writer = Writer::new_with_indent(BufWriter::new(to), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let exported = head.taken_at.to_rfc3339();
    let mut rows = 0;
    writer
        .create_element("adx")
        .with_attributes([("xmlns", NAMESPACE), ("exported", exported.as_str())])
        .write_inner_content(|writer| {
            let lines = copy.lines(&[Part::Report]).map_err(std::io::Error::other)?;
            for line in lines {
                if let Line::Report(report) = line.map_err(std::io::Error::other)? {
                    rows += group(writer, &head, &report)?;
                }
            }
            Ok(())
        })?;
    writer.into_inner().flush()?;
    Ok(rows)
}

fn group<W: Write>(writer: &mut Writer<W>, head: &Head, report: &Report) -> std::io::Result<u64> {
    let period = head.round.period.iso();
    let values: Vec<(String, String)> = report
        .values
        .iter()
        .filter_map(|value| Some((&value.indicator, value.verified.or(value.reported)?)))
        .flat_map(|(indicator, parts)| {
            let base = parts.base.map(|base| (format!("{indicator}.base"), base.to_string()));
            std::iter::once((indicator.to_string(), parts.value.to_string())).chain(base)
        })
        .collect();
    if values.is_empty() {
        return Ok(0);
    }
    let about = [("orgUnit", report.body.as_str()), ("period", period.as_str()), ("dataSet", head.round.plan.as_str())];
    writer.create_element("group").with_attributes(about).write_inner_content(|writer| {
        for (element, value) in &values {
            let about = [("dataElement", element.as_str()), ("value", value.as_str())];
            writer.create_element("dataValue").with_attributes(about).write_empty()?;
        }
        Ok(())
    })?;
    Ok(values.len() as u64)
}
