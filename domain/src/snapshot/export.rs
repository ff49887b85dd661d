//! The files that are made of a snapshot: the same content for other people's programs.

use super::table::Table;
use crate::{ids::SnapshotCode, text::Language};
use std::{fmt, str::FromStr};
use strum::{AsRefStr, EnumIter, EnumString, IntoEnumIterator as _};
use thiserror::Error;

/// One file that is made of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Export {
    /// The national report, set for printing.
    Paper(Language),
    /// A workbook to be read by people.
    Workbook,
    /// All tables as CSV in one archive, described as a Data Package and for CSV on the Web.
    Tables,
    /// All tables as one JSON document.
    Json,
    /// Values as SDMX-CSV.
    Sdmx(SdmxCsv),
    /// Values, or what they are made under, as SDMX-JSON 2.0.
    SdmxJson(SdmxMessage),
    /// Values as ADX, which DHIS2 reads.
    Adx,
    /// One table as Parquet.
    Parquet(Table),
    /// What catalogues of open data want to know of the snapshot and of its files.
    Description(Catalogue),
}

/// A version of SDMX-CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, AsRefStr, EnumString)]
pub enum SdmxCsv {
    /// 1.0, of SDMX 2.1.
    #[strum(serialize = "1.0")]
    One,
    /// 2.0, of SDMX 3.0.
    #[strum(serialize = "2.0")]
    Two,
}

/// A message of SDMX-JSON 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, AsRefStr, EnumString)]
#[strum(serialize_all = "lowercase")]
pub enum SdmxMessage {
    /// The values.
    Data,
    /// The structure they have: concepts, code lists, data structure definition, dataflow.
    Structure,
}

/// How a catalogue of open data is told of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum Catalogue {
    /// DCAT-AP 3 as JSON-LD.
    JsonLd,
    /// DCAT-AP 3 as Turtle.
    Turtle,
    /// The package of a CKAN with the fields of the Thai Government Data Catalog.
    Ckan,
}

/// A name that no file of a snapshot has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no file that is made of a snapshot")]
pub struct NoExport;

impl Export {
    /// Every file, in the order in which they are offered.
    pub fn all() -> Vec<Self> {
        let read = Language::iter().map(Self::Paper).chain([Self::Workbook, Self::Tables, Self::Json]);
        let sdmx = [Self::Sdmx(SdmxCsv::Two), Self::Sdmx(SdmxCsv::One)];
        let exchanged = sdmx.into_iter().chain(SdmxMessage::iter().map(Self::SdmxJson)).chain([Self::Adx]);
        let described = Catalogue::iter().map(Self::Description);
        read.chain(exchanged).chain(Table::iter().map(Self::Parquet)).chain(described).collect()
    }

    /// Whether it tells of the other files, so that it can only be made after them.
    pub fn describes_others(self) -> bool {
        matches!(self, Self::Description(_))
    }

    /// Whether it tells which snapshot this one stands in for, or describes files that do.
    pub fn tells_replaced(self) -> bool {
        matches!(self, Self::Paper(_)) || self.describes_others()
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Paper(_) => "application/pdf",
            Self::Workbook => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Tables => "application/zip",
            Self::Json | Self::Description(Catalogue::Ckan) => "application/json",
            Self::Sdmx(SdmxCsv::Two) => "application/vnd.sdmx.data+csv; version=2.0.0",
            Self::Sdmx(SdmxCsv::One) => "application/vnd.sdmx.data+csv; version=1.0.0",
            Self::SdmxJson(SdmxMessage::Data) => "application/vnd.sdmx.data+json; version=2.0.0",
            Self::SdmxJson(SdmxMessage::Structure) => "application/vnd.sdmx.structure+json; version=2.0.0",
            Self::Adx => "application/adx+xml",
            Self::Parquet(_) => "application/vnd.apache.parquet",
            Self::Description(Catalogue::JsonLd) => "application/ld+json",
            Self::Description(Catalogue::Turtle) => "text/turtle; charset=utf-8",
        }
    }

    /// The name of the file of a snapshot.
    pub fn file_name(self, of: &SnapshotCode) -> String {
        format!("{of}.{self}")
    }

    /// Reads the name of a file of a snapshot.
    ///
    /// # Errors
    /// No file of that snapshot has this name.
    pub fn named(name: &str, of: &SnapshotCode) -> Result<Self, NoExport> {
        name.strip_prefix(of.as_str()).and_then(|rest| rest.strip_prefix('.')).ok_or(NoExport)?.parse()
    }
}

/// How its name ends.
impl fmt::Display for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paper(language) => write!(f, "{}.pdf", language.as_ref()),
            Self::Workbook => f.write_str("xlsx"),
            Self::Tables => f.write_str("csv.zip"),
            Self::Json => f.write_str("json"),
            Self::Sdmx(version) => write!(f, "sdmx-{}.csv", version.as_ref()),
            Self::SdmxJson(message) => write!(f, "sdmx-{}.json", message.as_ref()),
            Self::Adx => f.write_str("adx.xml"),
            Self::Parquet(table) => write!(f, "{}.parquet", table.as_ref()),
            Self::Description(Catalogue::JsonLd) => f.write_str("dcat.jsonld"),
            Self::Description(Catalogue::Turtle) => f.write_str("dcat.ttl"),
            Self::Description(Catalogue::Ckan) => f.write_str("ckan.json"),
        }
    }
}

impl FromStr for Export {
    type Err = NoExport;

    fn from_str(ending: &str) -> Result<Self, NoExport> {
        Self::all().into_iter().find(|export| export.to_string() == ending).ok_or(NoExport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_by_its_name_and_no_other_is() {
        let code: SnapshotCode = "2570-q1.final.1".parse().expect("a code");
        for export in Export::all() {
            assert_eq!(Export::named(&export.file_name(&code), &code), Ok(export));
        }
        for name in
            ["2570-q1.final.1.exe", "2570-q1.final.1", "2570-q2.final.1.json", "", ".json", "2570-q1.final.1json"]
        {
            assert_eq!(Export::named(name, &code), Err(NoExport), "{name}");
        }
    }
}
