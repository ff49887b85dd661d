//! The templates of many agencies in one workbook, for whoever reports for all of them.

use super::{Sheets, Template};
use crate::{
    Actor, ServiceError, ServiceResult,
    imports::sheet::{MOST_AGENCIES, MOST_ROWS_OF_MANY},
    store,
};
use domain::{
    access::Action,
    ids::{OrganisationCode, RoundCode},
    organisation::{Organisation, OrganisationTree},
    round::Round,
    submission::{ReportKey, StateName},
};
use strum::IntoEnumIterator as _;

/// The templates of many agencies.
#[derive(Debug, Clone)]
pub struct TemplateOfMany {
    /// The round.
    pub round: Round,
    /// The body whose agencies they are.
    pub organisation: Organisation,
    /// One for each report that can be changed now, in the order of the agencies' codes.
    pub templates: Vec<Template>,
}

impl Sheets<'_> {
    /// The bodies for which somebody may want a workbook of many: where they report themselves, and what has agencies
    /// directly below that.
    ///
    /// # Errors
    /// The actor may report for nobody.
    pub async fn bodies(&self, actor: &Actor) -> ServiceResult<Vec<Organisation>> {
        if !actor.may_somewhere(Action::EditReport) {
            return Err(ServiceError::Forbidden);
        }
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        Ok(bodies_of(actor, &tree))
    }

    /// The templates of all agencies at and below a body that the actor may report for now.
    ///
    /// # Errors
    /// They are too many for a workbook, or none; there is no such round or body; the actor may not.
    pub async fn template_of_many(
        &self,
        actor: &Actor,
        round: &RoundCode,
        organisation: Option<&OrganisationCode>,
    ) -> ServiceResult<TemplateOfMany> {
        let of_round = self.may_bundle(actor, round).await?;
        let mut tx = self.0.db().read().await?;
        let tree = self.0.tree_in(&mut tx).await?;
        let organisation = match organisation {
            Some(code) => tree.get(code).cloned(),
            None => bodies_of(actor, &tree).into_iter().next(),
        };
        let organisation = organisation.ok_or(ServiceError::NotFound("organisation"))?;
        let mut agencies = tree.at_and_below(&organisation.code);
        agencies.retain(|agency| actor.may(Action::EditReport, &tree.path(agency)));
        let every_state: Vec<StateName> = StateName::iter().collect();
        let most = i64::try_from(MOST_AGENCIES).unwrap_or(i64::MAX);
        let reports = store::submissions::in_states(&mut tx, round, &every_state, Some(&agencies), most + 1).await?;
        drop(tx);
        let too_large = || ServiceError::invalid("template_too_large", organisation.code.to_string());
        if reports.len() > MOST_AGENCIES {
            return Err(too_large());
        }
        let (mut templates, mut rows) = (Vec::new(), 0);
        for report in reports {
            let key = ReportKey { round: round.clone(), agency: report.key.agency };
            match self.template(actor, &key).await {
                Ok(template) => {
                    rows += template.marks.len();
                    templates.push(template);
                }
                // What cannot be changed now is not in it.
                Err(ServiceError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
            if rows > MOST_ROWS_OF_MANY {
                return Err(too_large());
            }
        }
        if templates.is_empty() {
            return Err(ServiceError::invalid("template_of_nobody", organisation.code.to_string()));
        }
        Ok(TemplateOfMany { round: of_round, organisation, templates })
    }
}

fn bodies_of(actor: &Actor, tree: &OrganisationTree) -> Vec<Organisation> {
    let own = actor.grants.iter().filter(|grant| grant.role.allows(Action::EditReport));
    let mut codes: Vec<&OrganisationCode> = Vec::new();
    for grant in own {
        let below = tree.children(&grant.organisation).iter().filter(|body| !tree.children(body).is_empty());
        for code in std::iter::once(&grant.organisation).chain(below) {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }
    codes.into_iter().filter_map(|code| tree.get(code).cloned()).collect()
}
