//! `organisations.csv`, format `tidtam-organisations/1`: one row for each body, the whole register in one file.

use super::{
    Reason, Refusal, Refusals,
    table::{Cells, Presence, Table},
};
use crate::organisations::Listed;
use domain::{
    amount::Amount,
    ids::OrganisationCode,
    organisation::{Organisation, OrganisationKind, OrganisationTree, TreeError},
    plan::{Provenance, ProvenanceStatus},
    problem::ProblemKind,
    size::{Size, SizeMeasure},
    text::Bilingual,
};
use rust_decimal::prelude::ToPrimitive as _;
use std::collections::{HashMap, HashSet};
use strum::IntoEnumIterator as _;

const COLUMNS: &[(&str, Presence)] = &[
    ("code", Presence::Needed),
    ("parent_code", Presence::Needed),
    ("kind", Presence::Needed),
    ("name_th", Presence::Needed),
    ("name_en", Presence::Needed),
    ("abbreviation_th", Presence::Needed),
    ("abbreviation_en", Presence::Needed),
    ("province_code", Presence::Needed),
    ("valid_from", Presence::Needed),
    ("valid_to", Presence::Needed),
    ("reports", Presence::Needed),
    ("source", Presence::Needed),
    ("size_measure", Presence::Optional),
    ("size", Presence::Optional),
    ("size_counted_on", Presence::Optional),
    ("size_status", Presence::Optional),
    ("size_source", Presence::Optional),
];

/// No body of the state is larger.
const MOST_PEOPLE: i64 = 100_000_000;

/// The columns of a size: all of them are filled, or none.
const SIZE_COLUMNS: [&str; 5] = ["size_measure", "size", "size_counted_on", "size_status", "size_source"];

/// Reads a register. Without the columns of sizes it tells none.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<Listed, Vec<Refusal>> {
    let table = Table::read(bytes, COLUMNS)?;
    let mut refusals = Refusals::default();
    let mut bodies = Vec::new();
    let mut lines: HashMap<OrganisationCode, u64> = HashMap::new();
    // A row that is wrong otherwise still is a parent.
    let named: HashSet<&str> = table.column("code").collect();
    table.rows(&mut refusals, |cells| {
        let parent = cells.raw("parent_code");
        if parent.parse::<OrganisationCode>().is_ok() && !named.contains(parent) {
            cells.refuse("parent_code", Reason::Unknown);
        }
        let Some(body) = body(cells) else { return };
        if let Some(line) = lines.get(&body.code) {
            cells.refuse("code", Reason::Duplicate { line: *line });
        } else {
            lines.insert(body.code.clone(), cells.line);
            bodies.push(body);
        }
    });
    let line_of = |code: &OrganisationCode| lines.get(code).copied().unwrap_or(1);
    for body in &bodies {
        if let (Some(from), Some(to)) = (body.valid_from, body.valid_to)
            && to < from
        {
            let detail = TreeError::EndsBeforeItBegins(body.code.clone()).to_string();
            refusals.add(Refusal::new(line_of(&body.code), "valid_to", Reason::NotATree { detail }));
        }
    }
    let bodies = refusals.or(bodies)?;
    match OrganisationTree::new(bodies.clone()) {
        Ok(_) => Ok(Listed { bodies, tells_sizes: SIZE_COLUMNS.iter().all(|column| table.has(column)) }),
        Err(error) => {
            let line = match &error {
                TreeError::Cycle(code) | TreeError::Duplicate(code) | TreeError::EndsBeforeItBegins(code) => {
                    line_of(code)
                }
                TreeError::UnknownParent { child, .. } => line_of(child),
                TreeError::Roots(_) => 1,
            };
            Err(vec![Refusal::new(line, "parent_code", Reason::NotATree { detail: error.to_string() })])
        }
    }
}

fn body(cells: &mut Cells<'_>) -> Option<Organisation> {
    let kinds: Vec<OrganisationKind> = OrganisationKind::iter().collect();
    let kinds: Vec<&str> = kinds.iter().map(AsRef::as_ref).collect();
    let code = cells.code("code");
    let parent = cells.code_or_none("parent_code");
    let kind = cells.word("kind", &kinds);
    let name = Bilingual::new(cells.needed("name_th"), cells.text("name_en"));
    let abbreviation = Bilingual::new(cells.text("abbreviation_th"), cells.text("abbreviation_en"));
    let province = Some(domain::buddhist::arabic_digits(cells.raw("province_code"))).filter(|text| !text.is_empty());
    if province.as_ref().is_some_and(|code| code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_digit())) {
        cells.refuse("province_code", Reason::NotACode);
    }
    let (valid_from, valid_to) = (cells.day_or_none("valid_from"), cells.day_or_none("valid_to"));
    let duty = cells.word("reports", &["yes", "no"]);
    let source = cells.needed("source");
    let size = size(cells);
    Some(Organisation {
        code: code?,
        parent,
        kind: kind?,
        name,
        abbreviation,
        province,
        valid_from,
        valid_to,
        duty: duty?,
        source,
        size,
    })
}

/// A size with its day and source; `None` where nothing is given, or something of it is wrong.
fn size(cells: &mut Cells<'_>) -> Option<Size> {
    if SIZE_COLUMNS.iter().all(|column| cells.raw(column).is_empty()) {
        return None;
    }
    let measures: Vec<SizeMeasure> = SizeMeasure::iter().collect();
    let measures: Vec<&str> = measures.iter().map(AsRef::as_ref).collect();
    let statuses: Vec<ProvenanceStatus> = ProvenanceStatus::iter().collect();
    let statuses: Vec<&str> = statuses.iter().map(AsRef::as_ref).collect();
    let measure = cells.word("size_measure", &measures);
    let number = number(cells, "size");
    let counted_on = cells.day_or_none("size_counted_on");
    if cells.raw("size_counted_on").is_empty() {
        cells.refuse("size_counted_on", Reason::Blank);
    }
    let status = cells.word("size_status", &statuses);
    let source = cells.needed("size_source");
    Some(Size {
        measure: measure?,
        number: number?,
        counted_on: counted_on?,
        provenance: Provenance { status: status?, source },
    })
}

/// A whole number of people, at least one: a body of nobody is one whose size is not known.
fn number(cells: &mut Cells<'_>, column: &str) -> Option<i64> {
    if cells.raw(column).is_empty() {
        cells.refuse(column, Reason::Blank);
        return None;
    }
    let typed =
        Amount::read(cells.raw(column)).map_err(|error| cells.refuse(column, Reason::NotANumber(error))).ok()?;
    let (lowest, highest) = (Amount::ONE, Amount::whole(MOST_PEOPLE));
    let fault = if typed.has_percent_sign {
        Some(ProblemKind::PercentSign)
    } else if !typed.amount.is_whole() {
        Some(ProblemKind::NotWhole)
    } else if !(lowest..=highest).contains(&typed.amount) {
        Some(ProblemKind::OutOfRange { lowest, highest })
    } else {
        None
    };
    if let Some(fault) = fault {
        cells.refuse(column, Reason::Problem(fault));
        return None;
    }
    typed.amount.decimal().to_i64()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{buddhist::DateError, organisation::Duty};

    const HEADER: &str = "code,parent_code,kind,name_th,name_en,abbreviation_th,abbreviation_en,province_code,valid_from,valid_to,reports,source\n";

    fn refused(rows: &str) -> Vec<(u64, String, Reason)> {
        let found = read(format!("{HEADER}{rows}").as_bytes()).expect_err("refused");
        found.into_iter().map(|refusal| (refusal.line, refusal.column, refusal.reason)).collect()
    }

    #[test]
    fn the_shipped_register_is_read() {
        let Listed { bodies, tells_sizes } =
            read(include_bytes!("../../../reference/organisations.csv")).expect("bodies");
        assert!(!tells_sizes, "no source gives them");
        let reporting = bodies.iter().filter(|body| body.duty == Duty::Reports).count();
        assert_eq!((bodies.len(), reporting), (507, 460));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let found = refused(
            "th,,root,ประเทศไทย,,,,,,,no,x\n\
             a b,th,dept,,,,,1,31/2/2567,1/1/67,maybe,\n\
             c,th,department,กรม ค,,,,,,,yes,x\n\
             c,th,department,กรม ค,,,,,,,yes,x\n",
        );
        let kinds: Vec<String> = OrganisationKind::iter().map(|kind| kind.as_ref().to_owned()).collect();
        let expected = [
            (3, "code", Reason::NotACode),
            (3, "kind", Reason::NotOneOf { words: kinds }),
            (3, "name_th", Reason::Blank),
            (3, "province_code", Reason::NotACode),
            (3, "valid_from", Reason::NotADate(DateError::NoSuchDay)),
            (3, "valid_to", Reason::NotADate(DateError::UnclearEra)),
            (3, "reports", Reason::NotOneOf { words: vec!["yes".to_owned(), "no".to_owned()] }),
            (3, "source", Reason::Blank),
            (5, "code", Reason::Duplicate { line: 4 }),
        ];
        let expected: Vec<_> = expected.into_iter().map(|(line, column, why)| (line, column.to_owned(), why)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_parent_is_missed_beside_other_faults_and_never_for_them() {
        let found = refused(
            "th,,root,ก,,,,,,,no,x\na,th,nonsense,ข,,,,,,,no,x\nb,a,department,ค,,,,,,,yes,x\nc,nobody,department,ง,,,,,,,yes,x\nd,th\n",
        );
        let found: Vec<_> = found.iter().map(|(line, column, _)| (*line, column.as_str())).collect();
        assert_eq!(found, [(3, "kind"), (5, "parent_code"), (6, "")]);
    }

    #[test]
    fn what_is_no_tree_is_refused_where_it_stands() {
        let found = refused("th,,root,ก,,,,,,,no,x\na,nobody,department,ข,,,,,2020-01-01,2019-01-01,yes,x\n");
        assert_eq!(found[0], (3, "parent_code".to_owned(), Reason::Unknown));
        assert_eq!((found[1].0, found[1].1.as_str()), (3, "valid_to"));
        let found = refused("th,,root,ก,,,,,,,no,x\na,b,group,ข,,,,,,,no,x\nb,a,group,ค,,,,,,,no,x\n");
        assert_eq!((found[0].0, found[0].1.as_str()), (3, "parent_code"));
        let found = refused("th,,root,ก,,,,,,,no,x\nen,,root,ข,,,,,,,no,x\n");
        assert!(matches!(&found[..], [(1, _, Reason::NotATree { .. })]));
    }

    const SIZES: &str = "size_measure,size,size_counted_on,size_status,size_source";

    fn with_sizes(rows: &str) -> Vec<u8> {
        format!("{},{SIZES}\n{rows}", HEADER.trim_end()).into_bytes()
    }

    #[test]
    fn a_size_comes_with_its_day_and_source_and_may_be_left_out() {
        let Listed { bodies, tells_sizes } = read(&with_sizes(
            "th,,root,ก,,,,,,,no,x,,,,,\n\
             a,th,department,ข,,,,,,,yes,x,staff,\"๑,๒๔๐\",30/9/2568,demonstration,ตัวอย่าง\n\
             b,th,province,ค,,,,,,,yes,x,population,525000,2025-12-31,official,สำนักทะเบียน\n",
        ))
        .expect("bodies");
        assert!(tells_sizes);
        let told = |body: &Organisation| {
            let size = body.size.as_ref()?;
            Some((size.measure, size.number, size.counted_on.to_string(), size.provenance.status))
        };
        let found: Vec<_> = bodies.iter().map(told).collect();
        let staff = (SizeMeasure::Staff, 1_240, "2025-09-30".to_owned(), ProvenanceStatus::Demonstration);
        let people = (SizeMeasure::Population, 525_000, "2025-12-31".to_owned(), ProvenanceStatus::Official);
        assert_eq!(found, [None, Some(staff), Some(people)]);
    }

    #[test]
    fn a_size_is_whole_or_refused_column_by_column() {
        let row = |size: &str| format!("th,,root,ก,,,,,,,no,x,{size}\n");
        let refused = |size: &str| -> Vec<(String, Reason)> {
            let found = read(&with_sizes(&row(size))).expect_err("refused");
            found.into_iter().map(|refusal| (refusal.column, refusal.reason)).collect()
        };
        let columns = |size: &str| refused(size).into_iter().map(|(column, _)| column).collect::<Vec<_>>();
        assert_eq!(columns("people,many,31/2/2567,true,"), SIZES.split(',').collect::<Vec<_>>());
        assert_eq!(columns("staff,,,,"), ["size", "size_counted_on", "size_status", "size_source"]);
        let of = |number: &str| refused(&format!("staff,{number},2025-09-30,official,x")).remove(0).1;
        let range = ProblemKind::OutOfRange { lowest: Amount::ONE, highest: Amount::whole(MOST_PEOPLE) };
        assert_eq!(of("0"), Reason::Problem(range.clone()), "nobody is not known, and not nought");
        assert_eq!(of("-5"), Reason::Problem(range));
        assert_eq!(of("12.5"), Reason::Problem(ProblemKind::NotWhole));
        assert_eq!(of("12%"), Reason::Problem(ProblemKind::PercentSign));
    }
}
