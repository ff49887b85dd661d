//! In which form a list of values goes out: what the caller takes (RFC 9110, 12.5.1) among what there is.

use super::{ApiProblem, sdmx::Kind};
use axum::http::{HeaderMap, StatusCode, header};
use domain::snapshot::SdmxCsv;

/// A form of a list of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Our own JSON, which everybody gets who asks for nothing else.
    Json,
    /// A table.
    Csv,
    /// As statistical programs read it.
    Sdmx(Kind),
}

/// Every form; of two that the caller takes alike the one that stands first.
const FORMS: [Form; 5] = [
    Form::Json,
    Form::Csv,
    Form::Sdmx(Kind::Csv(SdmxCsv::Two)),
    Form::Sdmx(Kind::Csv(SdmxCsv::One)),
    Form::Sdmx(Kind::Json),
];

/// A range of forms that a caller names, such as `text/*;q=0.5`.
struct Range {
    name: String,
    version: Option<String>,
    /// In thousandths; nothing where the caller refuses it.
    quality: u16,
}

impl Range {
    fn read(text: &str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let (mut version, mut quality) = (None, 1_000);
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => quality = thousandths(value.trim()),
                "version" => version = Some(value.trim().trim_matches('"').to_owned()),
                _ => {}
            }
        }
        Self { name, version, quality }
    }

    /// How exactly it names a form; nothing where it does not.
    fn names(&self, form: Form) -> Option<u8> {
        let (own, versions): (&str, &[&str]) = match form {
            Form::Json => ("application/json", &[]),
            Form::Csv => ("text/csv", &[]),
            Form::Sdmx(Kind::Csv(SdmxCsv::Two)) => ("application/vnd.sdmx.data+csv", &["2.0.0", "2.0"]),
            Form::Sdmx(Kind::Csv(SdmxCsv::One)) => ("application/vnd.sdmx.data+csv", &["1.0.0", "1.0"]),
            Form::Sdmx(Kind::Json) => ("application/vnd.sdmx.data+json", &["2.0.0", "2.0"]),
        };
        if self.name == own {
            return match &self.version {
                None => Some(2),
                Some(_) if versions.is_empty() => Some(2),
                Some(version) => versions.contains(&version.as_str()).then_some(3),
            };
        }
        let (kind, _) = own.split_once('/')?;
        match self.name.split_once('/') {
            Some(("*", "*")) => Some(0),
            Some((named, "*")) if named == kind => Some(1),
            _ => None,
        }
    }
}

/// A quality in thousandths; what is none is read as a refusal.
fn thousandths(text: &str) -> u16 {
    let quality = text.parse::<f32>().ok().filter(|quality| (0.0..=1.0).contains(quality)).unwrap_or(0.0);
    // Between nought and a thousand, and so exact.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    let thousandths = (quality * 1_000.0).round() as u16;
    thousandths
}

impl Form {
    /// The form that the caller takes best: JSON where they say nothing. Of two alike the one that they name more exactly.
    ///
    /// # Errors
    /// They take none that there is.
    pub(super) fn accepted(headers: &HeaderMap) -> Result<Self, ApiProblem> {
        let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
        let asked: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
        let ranges: Vec<Range> = asked.iter().filter(|text| !text.is_empty()).map(|text| Range::read(text)).collect();
        if ranges.is_empty() {
            return Ok(Self::Json);
        }
        let mut best: Option<(u16, u8, Self)> = None;
        for form in FORMS {
            let naming = ranges.iter().filter_map(|range| Some((range.names(form)?, range.quality)));
            let Some((exactness, quality)) = naming.max_by_key(|(exactness, _)| *exactness) else { continue };
            if quality > 0 && best.is_none_or(|(most, exact, _)| (quality, exactness) > (most, exact)) {
                best = Some((quality, exactness, form));
            }
        }
        best.map(|(_, _, form)| form)
            .ok_or_else(|| ApiProblem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable").with_detail(asked.join(", ")))
    }
}

/// The form under which an answer is kept: who asks otherwise may get another one.
pub(crate) fn kept_under(headers: &HeaderMap) -> String {
    format!("{} {:?}", super::prefers_csv(headers), Form::accepted(headers).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Form = Form::Sdmx(Kind::Csv(SdmxCsv::Two));
    const ONE: Form = Form::Sdmx(Kind::Csv(SdmxCsv::One));
    const MESSAGE: Form = Form::Sdmx(Kind::Json);

    fn taken(accept: &str) -> Option<Form> {
        let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().expect("a header"))]);
        Form::accepted(&headers).ok()
    }

    #[test]
    fn whoever_says_nothing_gets_json() {
        assert_eq!(Form::accepted(&HeaderMap::new()).ok(), Some(Form::Json));
        for accept in ["", " ", "*/*", "application/*", "application/json", "text/html, */*;q=0.8", "APPLICATION/JSON"]
        {
            assert_eq!(taken(accept), Some(Form::Json), "{accept}");
        }
    }

    #[test]
    fn a_form_is_taken_by_its_name_and_version() {
        for (accept, form) in [
            ("text/csv", Form::Csv),
            ("text/*", Form::Csv),
            ("application/vnd.sdmx.data+csv", TWO),
            ("application/vnd.sdmx.data+csv;version=2.0.0", TWO),
            ("application/vnd.sdmx.data+csv; version=\"2.0\"", TWO),
            ("application/vnd.sdmx.data+csv;version=1.0.0", ONE),
            ("application/vnd.sdmx.data+json;version=2.0.0", MESSAGE),
            ("application/vnd.sdmx.data+json", MESSAGE),
            ("application/vnd.sdmx.data+xml, application/vnd.sdmx.data+json", MESSAGE),
        ] {
            assert_eq!(taken(accept), Some(form), "{accept}");
        }
    }

    #[test]
    fn the_better_quality_counts_and_of_alike_the_more_exact_name() {
        for (accept, form) in [
            ("text/csv;q=0.5, application/json;q=0.4", Form::Csv),
            ("text/csv;q=0.4, */*;q=0.9", Form::Json),
            ("text/csv, */*", Form::Csv),
            ("text/csv, application/json", Form::Json),
            ("application/json;q=0, */*", Form::Csv),
            ("*/*;q=0.1, application/vnd.sdmx.data+csv;version=1.0.0;q=0.2", ONE),
            ("application/vnd.sdmx.data+csv;q=0.9, application/vnd.sdmx.data+csv;version=1.0.0", ONE),
            ("application/vnd.sdmx.data+json;q=0.999, application/vnd.sdmx.data+csv;q=0.998", MESSAGE),
        ] {
            assert_eq!(taken(accept), Some(form), "{accept}");
        }
    }

    #[test]
    fn what_there_is_not_is_refused() {
        for accept in [
            "application/xml",
            "application/vnd.sdmx.data+csv;version=3.0.0",
            "application/vnd.sdmx.data+json;version=1.0.0",
            "application/vnd.sdmx.genericdata+xml;version=2.1",
            "application/json;q=0",
            "application/json;q=2",
            "application/json;q=x",
            "*/*;q=0",
            "json",
            ";;;",
        ] {
            assert_eq!(taken(accept), None, "{accept}");
        }
    }
}
