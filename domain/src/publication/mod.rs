//! A published snapshot as the public reads it: what each page shows, extracted from the signed lines alone, once, so that
//! no page has to read the whole file again.

mod extract;
mod extractor;
mod leaders;
mod whole;

pub use extract::{
    BodyExtract, BodyRow, CountryExtract, EDITION, Extract, IndicatorExtract, OwnAnswer, OwnReport, OwnScore, Part,
    PartExtract, PlacedScore, RankedFigure, SchemeExtract, Setting, Standing, Together, UsedScheme,
};
pub use extractor::{Extractor, NotExtracted, Places};
pub use whole::Whole;

#[cfg(test)]
mod tests;
