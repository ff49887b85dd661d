//! What the codes in the addresses of shared pages are called.

use super::Shares;
use crate::{Actor, ServiceResult, store::Tx};
use domain::{
    access::Action,
    ids::{OrganisationCode, SchemeCode},
    share::SharedPage,
    text::Bilingual,
};
use std::collections::{BTreeMap, BTreeSet};

/// The beginnings of the pages of a scheme, whose code comes next.
const OF_SCHEMES: [&str; 4] = ["scores", "movers", "robustness", "maps"];

/// What the codes in the addresses of some pages are called now, by the kind of thing. A code that is not known any more has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageNames {
    /// Bodies.
    pub organisations: BTreeMap<String, Bilingual>,
    /// Indicators of the newest plan that has them.
    pub indicators: BTreeMap<String, Bilingual>,
    /// Strategies of the newest plan that has them.
    pub strategies: BTreeMap<String, Bilingual>,
    /// Schemes, in their newest edition.
    pub schemes: BTreeMap<String, Bilingual>,
    /// The classes or levels of each of these schemes, with the parts of classes.
    pub levels: BTreeMap<String, BTreeMap<String, Bilingual>>,
}

impl Shares<'_> {
    /// What the codes in the addresses of pages are called; nothing for whoever may read no figures any more.
    ///
    /// # Errors
    /// Storage does not answer.
    pub async fn names(&self, actor: &Actor, pages: &[&SharedPage]) -> ServiceResult<PageNames> {
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        if !actor.may(Action::ReadFigures, std::slice::from_ref(tree.root())) {
            return Ok(PageNames::default());
        }
        let words: BTreeSet<&str> = pages.iter().flat_map(|page| words(page)).collect();
        let mut names = PageNames::default();
        self.add_schemes(&mut tx, pages, &mut names).await?;
        for word in &words {
            let body = word.parse::<OrganisationCode>().ok();
            if let Some(body) = body.as_ref().and_then(|code| tree.get(code)) {
                names.organisations.insert((*word).to_owned(), body.name.clone());
            }
        }
        for plan in self.0.latest_plans(&mut tx).await? {
            for indicator in plan.indicators.iter().filter(|indicator| words.contains(indicator.code.as_str())) {
                names.indicators.insert(indicator.code.to_string(), indicator.name.clone());
            }
            for strategy in plan.strategies.iter().filter(|strategy| words.contains(strategy.code.as_str())) {
                names.strategies.insert(strategy.code.to_string(), strategy.title.clone());
            }
        }
        Ok(names)
    }

    async fn add_schemes(&self, tx: &mut Tx, pages: &[&SharedPage], names: &mut PageNames) -> ServiceResult<()> {
        for code in pages.iter().filter_map(|page| scheme_of(page)).collect::<BTreeSet<SchemeCode>>() {
            if let Some(scheme) = self.0.newest_scheme(tx, &code).await? {
                let head = scheme.head();
                let levels = head.classing.iter().flat_map(|classing| classing.rule.names());
                let levels = levels.map(|(level, name)| (level.to_string(), name)).collect();
                names.levels.insert(code.to_string(), levels);
                names.schemes.insert(code.to_string(), head.title.clone());
            }
        }
        Ok(())
    }
}

/// Everything in the address of a page that may be a code. A comma may be written as such or not.
fn words(page: &SharedPage) -> impl Iterator<Item = &str> {
    page.as_str().split(['/', '?', '&', '=', ',']).flat_map(|word| word.split("%2C"))
}

/// The scheme that a page is about.
fn scheme_of(page: &SharedPage) -> Option<SchemeCode> {
    let mut segments = page.path().split('/').skip(1);
    segments.next().filter(|first| OF_SCHEMES.contains(first))?;
    segments.next()?.parse().ok()
}
