//! What executives look at: status, completeness, lateness and ranks.
//!
//! Dashboards read only what is kept (sums and counters by node), sourced facts, the plan and the register from memory,
//! and bounded pages of values by index. The number of statements of a page does not depend on the data, and its cost
//! does not grow with the number of agencies; where there are rounds from before the line that forecasts need (`reach`), the figures
//! of an agency take one statement more. Only accepted values are ever seen here.
//!
//! An indicator that is not asked every quarter has its figure from the last round in which it was asked, as long as
//! that answer still holds (see `domain::indicator::Frequency::still_holds`); it is held against what was expected at
//! the end of that round's period. A round that asks anew starts without a figure. Every round is read with the plan
//! version it asked about.

mod agency;
mod alert_list;
mod alerts;
mod alone;
mod comparison;
mod definition;
mod facts;
mod figure_spread;
mod heat_map;
mod indicator;
mod kept_alerts;
mod kept_standings;
mod late;
mod line;
mod maturity;
mod movers;
mod national;
mod of_kind;
mod organisation;
mod organisation_page;
mod outlook;
mod own;
mod own_indicator;
mod province_map;
mod reach;
mod status;
mod trusted;

pub use agency::{AgencyIndicator, AgencyStrategy, OwnReport};
pub use alert_list::{AlertFilter, AlertOrder, Alerts, MOST_WEIGHED};
pub use alerts::{AgencyAlerts, IndicatorAlerts};
pub use comparison::{ComparedBody, ComparedIndicator, Comparison, MOST_COMPARED};
pub use definition::Definition;
pub(crate) use facts::national_facts;
pub use facts::{FactPoint, NationalFact};
pub(crate) use figure_spread::KeptFigures;
pub use figure_spread::{FigurePeers, FigureSpread};
pub use heat_map::{HeatCell, HeatFilter, HeatMap, HeatOrder, HeatRow, HeatSort, MOST_SORTED};
pub use indicator::{IndicatorFilter, IndicatorPage, MOST_PARTS, MadeOf, NodeFigure, RankedAgency, Ranking};
pub(crate) use kept_alerts::KeptAlerts;
pub use kept_alerts::KnownAlerts;
pub(crate) use kept_standings::KeptStandings;
pub use kept_standings::OwnStanding;
pub(crate) use late::count_late;
pub use late::{Late, LateAgency, LateAmong};
pub use line::PassedOver;
pub use maturity::{Maturity, PlacesMove, ProvinceLevel, Then};
pub use movers::{Mover, Movers, NotCompared};
pub use national::National;
pub use of_kind::Narrowing;
pub use organisation::OrganisationDashboard;
pub use organisation_page::OrganisationPage;
pub use outlook::Outlook;
pub use own_indicator::OwnIndicator;
pub use province_map::{ProvinceFigure, ProvinceMap};
pub use status::{IndicatorStatus, NodeSummary, PlannedIndicator, Redefined, StrategyStatus, TrendPoint};
pub use trusted::MOST_ADDED;

use crate::Services;
use chrono::NaiveDate;
use domain::{organisation::OrganisationTree, reporters::Reporters};
use std::sync::{Arc, PoisonError};

/// How many rounds a series and the trend show.
pub const SERIES_ROUNDS: usize = 8;
/// How many rounds there are to choose from.
pub const ROUNDS_TO_CHOOSE: i64 = 9;
/// How many bodies, or ranked agencies, one page shows.
pub const PAGE_ROWS: usize = 25;
/// How many late agencies a dashboard names itself.
pub const LATE_ROWS: i64 = 20;

/// A tree with who owes reports on it.
pub(crate) type CountedReporters = (Arc<OrganisationTree>, Arc<Reporters>);

/// Dashboards.
pub struct Dashboards<'a>(pub(crate) &'a Services);

impl Services {
    /// Dashboards.
    pub fn dashboards(&self) -> Dashboards<'_> {
        Dashboards(self)
    }

    /// Who owes a report about a period that ends on a day, on the tree of that day; counted once for each register and day.
    fn reporters_on(&self, tree: &Arc<OrganisationTree>, day: NaiveDate) -> Arc<Reporters> {
        let kept = self.inner.reporters.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, reporters)) = kept.get(&day)
            && Arc::ptr_eq(of, tree)
        {
            return reporters.clone();
        }
        drop(kept);
        let reporters = Arc::new(Reporters::on(tree, day));
        let mut kept = self.inner.reporters.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(day, (tree.clone(), reporters.clone()));
        reporters
    }
}

/// The rows of a page with a number from 1 on, and whether there are more.
fn page_of<Row>(rows: impl Iterator<Item = Row>, page: u32) -> (Vec<Row>, bool) {
    let mut rows: Vec<Row> = rows.skip(rows_before(page)).take(PAGE_ROWS + 1).collect();
    let has_more = rows.len() > PAGE_ROWS;
    rows.truncate(PAGE_ROWS);
    (rows, has_more)
}

/// How many rows stand on the pages before.
fn rows_before(page: u32) -> usize {
    usize::try_from(page.saturating_sub(1)).unwrap_or(usize::MAX).saturating_mul(PAGE_ROWS)
}
