//! The same as ADX, the exchange format of DHIS2 (IHE QRPH, `urn:ihe:qrph:adx:2015`): a group for each agency and period.
//!
//! ```xml
//! <adx xmlns="urn:ihe:qrph:adx:2015">
//!   <group orgUnit="dopa" period="2026-10-01/P3M" dataSet="dgp-2566">
//!     <dataValue dataElement="svc-e2e" value="27"/>
//!     <dataValue dataElement="svc-e2e.base" value="64"><annotation>ทำแล้ว</annotation></dataValue>
//!   </group>
//! </adx>
//! ```
//! An organisation unit is an agency's code, a data set a plan's, a data element an indicator's, with `.base` behind it for
//! the denominator. A document type, and with it every entity of one's own, is refused before anything is expanded.

use super::{Filled, MOST_AGENCIES, MOST_SHEET_REFUSALS, SheetKind, Why, workbook::answer};
use domain::{
    round::Round,
    sheet::{Answers, Column, FilledRow},
};
use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};
use std::collections::BTreeMap;

/// The namespace of the format.
const NAMESPACE: &str = "urn:ihe:qrph:adx:2015";
/// What stands behind an indicator's code for its second figure.
const BASE: &str = ".base";
/// Attributes of a group that mean nothing here.
const OF_GROUPS: [&str; 2] = ["completeDate", "comment"];

/// Whether a file is XML, so that it is read as ADX.
pub(super) fn is_xml(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"<")
}

/// Reads the groups of a round; what cannot be said of any agency stands apart.
pub(super) fn read_many(bytes: &[u8], round: &Round, agencies: &mut BTreeMap<String, Filled>, apart: &mut Filled) {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(_) => return apart.refuse(0, None, Why::NotUtf8),
    };
    let mut reading = Reading { text, round, agencies, apart, place: Place::Outside, lines: (0, 1) };
    if let Err((row, why)) = reading.all() {
        reading.apart.refuse(row, None, why);
    }
}

/// Where reading is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// Before or behind everything.
    Outside,
    /// Between groups.
    Adx,
    /// Within the group of an agency; none where it was refused.
    Group(Option<String>),
    /// Within a value, with its indicator.
    Value(Option<String>, Option<String>),
    /// Within what is said about a value.
    Annotation(Option<String>, Option<String>),
}

type Refused = (u32, Why);

struct Reading<'a> {
    text: &'a str,
    round: &'a Round,
    agencies: &'a mut BTreeMap<String, Filled>,
    apart: &'a mut Filled,
    place: Place,
    /// Up to which byte lines are counted, and the line there.
    lines: (usize, u32),
}

impl Reading<'_> {
    fn all(&mut self) -> Result<(), Refused> {
        let mut reader = NsReader::from_str(self.text);
        let mut has_root = false;
        loop {
            let line = self.line(usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX));
            let broken = |_| (line, Why::NotXml);
            let (namespace, event) = reader.read_resolved_event().map_err(broken)?;
            let is_ours = namespace == ResolveResult::Bound(Namespace(NAMESPACE));
            match event {
                Event::Start(element) => {
                    has_root = true;
                    self.begin(&element, is_ours, line)?;
                }
                Event::Empty(element) => {
                    has_root = true;
                    self.begin(&element, is_ours, line)?;
                    self.end();
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.say(&text.xml10_content(), line)?,
                Event::CData(text) => self.say(&text.xml10_content(), line)?,
                Event::GeneralRef(entity) => {
                    let character = entity.resolve_char_ref().map_err(|_| (line, Why::NotXml))?;
                    let text = character.map(String::from).or_else(|| predefined(&entity).map(str::to_owned));
                    self.say(&text.ok_or((line, Why::Entities))?, line)?;
                }
                Event::DocType(_) => return Err((line, Why::Entities)),
                Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Eof if has_root && self.place == Place::Outside => return Ok(()),
                Event::Eof => return Err((line, Why::NotXml)),
            }
            if self.apart.refusals.len() > MOST_SHEET_REFUSALS {
                return Ok(());
            }
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>, is_ours: bool, line: u32) -> Result<(), Refused> {
        let name = element.local_name();
        let name = name.as_ref();
        self.place = match (std::mem::replace(&mut self.place, Place::Outside), name) {
            _ if !is_ours => return Err((line, Why::NotAdx)),
            (Place::Outside, "adx") => Place::Adx,
            (Place::Adx, "group") => {
                let attributes = attributes(element, line)?;
                Place::Group(self.group(&attributes, line))
            }
            (Place::Group(agency), "dataValue") => {
                let attributes = attributes(element, line)?;
                let indicator = agency.as_ref().and_then(|agency| self.value(agency, &attributes, line));
                Place::Value(agency, indicator)
            }
            (Place::Value(agency, indicator), "annotation") => Place::Annotation(agency, indicator),
            _ => return Err((line, Why::NotAdx)),
        };
        Ok(())
    }

    fn end(&mut self) {
        self.place = match std::mem::replace(&mut self.place, Place::Outside) {
            Place::Outside | Place::Adx => Place::Outside,
            Place::Group(_) => Place::Adx,
            Place::Value(agency, _) => Place::Group(agency),
            Place::Annotation(agency, indicator) => Place::Value(agency, indicator),
        };
    }

    /// The agency of a group, if it can be taken.
    fn group(&mut self, attributes: &BTreeMap<String, String>, line: u32) -> Option<String> {
        let mut refuse = |why| {
            self.apart.refuse(line, None, why);
            None
        };
        let cut = |text: &str| text.chars().take(64).collect::<String>();
        let known = ["orgUnit", "period", "dataSet"];
        if let Some(name) =
            attributes.keys().find(|name| !known.contains(&name.as_str()) && !OF_GROUPS.contains(&name.as_str()))
        {
            return refuse(Why::Disaggregated { name: cut(name) });
        }
        let [Some(agency), Some(period), Some(data_set)] = known.map(|name| attributes.get(name)) else {
            let missing = known.into_iter().find(|name| !attributes.contains_key(*name)).unwrap_or_default();
            return refuse(Why::AttributeMissing { name: missing.to_owned() });
        };
        if *period != self.round.period.iso() {
            return refuse(Why::OtherPeriod { found: cut(period), asked: self.round.period.iso() });
        }
        if *data_set != self.round.plan.as_str() {
            return refuse(Why::OtherDataSet { found: cut(data_set), asked: self.round.plan.to_string() });
        }
        if !self.agencies.contains_key(agency) && self.agencies.len() == MOST_AGENCIES {
            return refuse(Why::TooManyAgencies);
        }
        self.agencies.entry(agency.clone()).or_insert_with(|| Filled::nothing(SheetKind::Adx));
        Some(agency.clone())
    }

    /// Takes a value; gives its indicator.
    fn value(&mut self, agency: &str, attributes: &BTreeMap<String, String>, line: u32) -> Option<String> {
        let filled = self.agencies.get_mut(agency)?;
        if filled.is_full() {
            return None;
        }
        let known = ["dataElement", "value"];
        if let Some(name) = attributes.keys().find(|name| !known.contains(&name.as_str())) {
            filled.refuse(line, None, Why::Disaggregated { name: name.chars().take(64).collect() });
            return None;
        }
        let [Some(element), Some(value)] = known.map(|name| attributes.get(name)) else {
            let missing = known.into_iter().find(|name| !attributes.contains_key(*name)).unwrap_or_default();
            filled.refuse(line, None, Why::AttributeMissing { name: missing.to_owned() });
            return None;
        };
        let (code, column) = match element.strip_suffix(BASE) {
            Some(code) => (code, Column::Base),
            None => (element.as_str(), Column::Value),
        };
        let Ok(indicator) = code.parse() else {
            let found = element.chars().take(64).collect();
            filled.refuse(line, Some(Column::Indicator), Why::UnknownIndicator { found });
            return None;
        };
        let text = match answer(column, value) {
            Ok(text) => text,
            Err(why) => {
                filled.refuse(line, Some(column), why);
                return None;
            }
        };
        let Some(row) = filled.rows.iter_mut().find(|row| row.indicator == indicator) else {
            let answers = Answers::from([(column, text)]);
            filled.take(FilledRow { row: line, indicator, answers, mark: None });
            return Some(code.to_owned());
        };
        if row.answers.contains_key(&column) {
            let row = row.row;
            filled.refuse(line, Some(Column::Indicator), Why::Twice { row });
            return None;
        }
        row.answers.insert(column, text);
        Some(code.to_owned())
    }

    /// Takes what stands between elements: only an annotation says anything.
    fn say(&mut self, text: &str, line: u32) -> Result<(), Refused> {
        let Place::Annotation(agency, indicator) = &self.place else {
            return if text.trim().is_empty() { Ok(()) } else { Err((line, Why::NotAdx)) };
        };
        let (Some(agency), Some(indicator)) = (agency, indicator) else { return Ok(()) };
        let rows = self.agencies.get_mut(agency).map(|filled| &mut filled.rows);
        let row = rows.and_then(|rows| rows.iter_mut().find(|row| row.indicator.as_str() == indicator));
        if let Some(row) = row {
            row.answers.entry(Column::Narrative).or_default().push_str(text);
        }
        Ok(())
    }

    /// The line in which a byte lies, counted from 1; bytes are asked for in order.
    fn line(&mut self, byte: usize) -> u32 {
        let (counted, line) = self.lines;
        let more = self.text.get(counted..byte).unwrap_or_default().matches('\n').count();
        self.lines = (byte.max(counted), line.saturating_add(u32::try_from(more).unwrap_or(u32::MAX)));
        // Between two elements there may be lines that belong to the second.
        let blank = self.text.as_bytes().get(self.lines.0..).unwrap_or_default();
        let blank = blank.iter().take_while(|byte| byte.is_ascii_whitespace()).filter(|byte| **byte == b'\n').count();
        self.lines.1.saturating_add(u32::try_from(blank).unwrap_or(u32::MAX))
    }
}

/// The entities that XML itself has.
fn predefined(name: &str) -> Option<&'static str> {
    match name {
        "amp" => Some("&"),
        "lt" => Some("<"),
        "gt" => Some(">"),
        "quot" => Some("\""),
        "apos" => Some("'"),
        _ => None,
    }
}

/// The attributes of an element without those of namespaces; entities of one's own are refused.
fn attributes(element: &BytesStart<'_>, line: u32) -> Result<BTreeMap<String, String>, Refused> {
    let mut attributes = BTreeMap::new();
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| (line, Why::NotXml))?;
        let name = attribute.key.as_ref();
        if name == "xmlns" || name.starts_with("xmlns:") {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| (line, Why::Entities))?;
        attributes.insert(name.to_owned(), value.into_owned());
    }
    Ok(attributes)
}

#[cfg(test)]
mod tests {
    use super::{super::SheetRefusal, *};
    use domain::window::Window;

    fn round() -> Round {
        let at = |text: &str| text.parse().expect("an instant");
        let window = Window::new(at("2027-01-01T00:00:00Z"), at("2027-01-15T00:00:00Z"), at("2027-02-01T00:00:00Z"));
        Round {
            code: "2570-q1".parse().expect("a code"),
            plan: "dgp-2566".parse().expect("a code"),
            plan_version: 1,
            period: "2570-q1".parse().expect("a period"),
            window: window.expect("in order"),
        }
    }

    fn read(text: &str) -> (BTreeMap<String, Filled>, Vec<SheetRefusal>) {
        let (mut agencies, mut apart) = (BTreeMap::new(), Filled::nothing(SheetKind::Adx));
        read_many(text.as_bytes(), &round(), &mut agencies, &mut apart);
        (agencies, apart.refusals)
    }

    fn adx(inside: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<adx xmlns=\"urn:ihe:qrph:adx:2015\" exported=\"2027-01-02T00:00:00Z\">\n{inside}\n</adx>\n"
        )
    }

    const HEAD: &str = "orgUnit=\"one\" period=\"2026-10-01/P3M\" dataSet=\"dgp-2566\"";

    #[test]
    fn the_groups_of_agencies_are_read() {
        let (agencies, refusals) = read(&adx(&format!(
            "<group {HEAD} completeDate=\"2027-01-02\">\n  <dataValue dataElement=\"svc-e2e\" value=\"27\"/>\n  \
             <dataValue dataElement=\"svc-e2e.base\" value=\" 64 \"><annotation>ก &amp; ข &#xe04;</annotation></dataValue>\n</group>\n\
             <group orgUnit=\"two\" period=\"2026-10-01/P3M\" dataSet=\"dgp-2566\"><dataValue dataElement=\"open-datasets\" value=\"&#53;\"/></group>"
        )));
        assert_eq!(refusals, []);
        let row = &agencies["one"].rows[0];
        let expected = [(Column::Value, "27"), (Column::Base, "64"), (Column::Narrative, "ก & ข ค")];
        assert_eq!(row.answers, expected.map(|(column, text)| (column, text.to_owned())).into());
        assert_eq!((row.row, agencies["one"].rows.len(), agencies["one"].refusals.len()), (4, 1, 0));
        assert_eq!(agencies["two"].rows[0].answers[&Column::Value], "5");
    }

    #[test]
    fn every_place_that_is_wrong_is_named_with_its_line() {
        let (agencies, refusals) = read(&adx(&format!(
            "<group {HEAD}>\n<dataValue dataElement=\"svc-e2e\" value=\"27\"/>\n<dataValue dataElement=\"svc-e2e\" value=\"28\"/>\n\
             <dataValue dataElement=\"ก\" value=\"1\"/>\n<dataValue dataElement=\"svc-e2e\"/>\n\
             <dataValue dataElement=\"a\" value=\"1\" sex=\"F\"/>\n</group>\n\
             <group orgUnit=\"two\" period=\"2026-07-01/P3M\" dataSet=\"dgp-2566\"/>\n\
             <group orgUnit=\"two\" period=\"2026-10-01/P3M\" dataSet=\"other\"/>\n<group orgUnit=\"two\"/>"
        )));
        let one: Vec<_> = agencies["one"].refusals.iter().map(|refusal| (refusal.row, refusal.why.as_ref())).collect();
        assert_eq!(one, [(5, "twice"), (6, "unknown_indicator"), (7, "attribute_missing"), (8, "disaggregated")]);
        let apart: Vec<_> = refusals.iter().map(|refusal| (refusal.row, refusal.why.as_ref())).collect();
        assert_eq!(apart, [(10, "other_period"), (11, "other_data_set"), (12, "attribute_missing")]);
        assert!(!agencies.contains_key("two"));
    }

    #[test]
    fn no_entity_is_expanded() {
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE adx [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
                    <adx xmlns=\"urn:ihe:qrph:adx:2015\"/>";
        let outside = "<!DOCTYPE adx SYSTEM \"file:///etc/passwd\"><adx xmlns=\"urn:ihe:qrph:adx:2015\"/>";
        for text in [bomb, outside] {
            assert_eq!(read(text).1[0].why, Why::Entities, "{text}");
        }
        let unknown = adx(&format!("<group {HEAD}><dataValue dataElement=\"a\" value=\"&b;\"/></group>"));
        assert_eq!(read(&unknown).1[0].why, Why::Entities);
        let said = adx(&format!(
            "<group {HEAD}><dataValue dataElement=\"a\" value=\"1\"><annotation>&b;</annotation></dataValue></group>"
        ));
        assert_eq!(read(&said).1[0].why, Why::Entities);
    }

    #[test]
    fn what_is_no_adx_is_told_apart() {
        for (text, why) in [
            ("<", Why::NotXml),
            ("<adx xmlns=\"urn:ihe:qrph:adx:2015\">", Why::NotXml),
            ("<adx xmlns=\"urn:ihe:qrph:adx:2015\"></group>", Why::NotXml),
            ("<adx/>", Why::NotAdx),
            ("<html xmlns=\"urn:ihe:qrph:adx:2015\"/>", Why::NotAdx),
            ("<adx xmlns=\"urn:ihe:qrph:adx:2015\">text</adx>", Why::NotAdx),
            ("<adx xmlns=\"urn:ihe:qrph:adx:2015\"><group xmlns=\"other\"/></adx>", Why::NotAdx),
            ("<adx xmlns=\"urn:ihe:qrph:adx:2015\"><adx/></adx>", Why::NotAdx),
        ] {
            assert_eq!(read(text).1.first().map(|refusal| refusal.why.clone()), Some(why), "{text}");
        }
        assert!(is_xml(b"\xef\xbb\xbf \n<adx/>") && !is_xml(b"agency,indicator\n"));
        let prefixed = "<a:adx xmlns:a=\"urn:ihe:qrph:adx:2015\"/>";
        assert_eq!(read(prefixed).1, []);
    }
}
