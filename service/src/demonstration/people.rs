//! People of the demonstration: evidently made up, all with the same pass phrase.

use super::{dice::Dice, words};
use crate::{
    Password, ServiceResult, Services, audit, store,
    store::{Tx, accounts::AccountRow},
};
use chrono::{DateTime, Utc};
use domain::{
    access::{Grant, Role},
    account::EmailAddress,
    ids::{AccountId, OrganisationCode},
    organisation::{Duty, OrganisationTree},
};
use std::collections::HashMap;

/// The pass phrase of every demonstration account. It opens nothing but invented data.
pub const PASSWORD: &str = "tidtam-demonstration-only";

/// An account that the sign-in page offers in a demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemonstrationAccount {
    /// The address to sign in with.
    pub email: &'static str,
    /// The made-up name.
    pub name: &'static str,
    /// What they are.
    pub role: Role,
    /// For which organisation.
    pub organisation: &'static str,
}

const fn account(
    email: &'static str,
    name: &'static str,
    role: Role,
    organisation: &'static str,
) -> DemonstrationAccount {
    DemonstrationAccount { email, name, role, organisation }
}

/// What the sign-in page offers. Two reporters of one agency are there to be tried side by side, and two reviewers who did nothing
/// to any report to decide on objections, also on a second one to what the first of them decided.
pub(super) const LISTED: [DemonstrationAccount; 13] = [
    account("reporter@dopa.example", "สมชาย ตัวอย่าง", Role::Reporter, "dopa"),
    account("reporter2@dopa.example", "สมหญิง ตัวอย่าง", Role::Reporter, "dopa"),
    account("approver@dopa.example", "วิชัย ตัวอย่าง", Role::Approver, "dopa"),
    account("reporter@dlt.example", "มานี ตัวอย่าง", Role::Reporter, "dlt"),
    account("approver@dlt.example", "มานะ ตัวอย่าง", Role::Approver, "dlt"),
    account("reporter@rd.example", "ปิติ ตัวอย่าง", Role::Reporter, "rd"),
    account("approver@cgd.example", "ชูใจ ตัวอย่าง", Role::Approver, "cgd"),
    account("coordinator@moi.example", "วีระศักดิ์ ตัวอย่าง", Role::Coordinator, "moi"),
    account("reviewer@dga.example", "อารีย์ ตัวอย่าง", Role::Reviewer, "th"),
    account(UNCONCERNED[0], "ดวงใจ ตัวอย่าง", Role::Reviewer, "th"),
    account(UNCONCERNED[1], "ประเสริฐ ตัวอย่าง", Role::Reviewer, "th"),
    account("administrator@dga.example", "สมพร ตัวอย่าง", Role::Administrator, "th"),
    account("executive@dga.example", "เกษม ตัวอย่าง", Role::Executive, "th"),
];
/// Reviewers who took no step of any report.
const UNCONCERNED: [&str; 2] = ["objections@dga.example", "objections2@dga.example"];
/// More reviewers, so that the threads do not show one person alone.
const REVIEWERS: [&str; 2] = ["reviewer2@dga.example", "reviewer3@dga.example"];

/// Who acts where.
#[derive(Debug, Default)]
pub(super) struct People {
    /// By role and organisation.
    by_role: HashMap<(Role, OrganisationCode), Vec<AccountId>>,
    all: Vec<Person>,
}

#[derive(Debug)]
struct Person {
    id: AccountId,
    email: EmailAddress,
    name: String,
    grant: Grant,
}

impl People {
    /// Everybody the register asks for: a reporter and an approver of each agency, a coordinator of each body above one.
    pub(super) fn of(tree: &OrganisationTree) -> Self {
        let mut people = Self::listed();
        for email in REVIEWERS {
            people.add(email, None, Role::Reviewer, tree.root().as_str());
        }
        for body in tree.bodies() {
            let code = body.code.as_str();
            if body.duty == Duty::Reports {
                people.add(&format!("reporter@{code}.example"), None, Role::Reporter, code);
                people.add(&format!("approver@{code}.example"), None, Role::Approver, code);
            }
            let reports = |code: &OrganisationCode| tree.get(code).is_some_and(|body| body.duty == Duty::Reports);
            if body.parent.is_some() && tree.children(&body.code).iter().any(reports) {
                people.add(&format!("coordinator@{code}.example"), None, Role::Coordinator, code);
            }
        }
        people
    }

    /// Those whom the sign-in page offers.
    fn listed() -> Self {
        let mut people = Self::default();
        for listed in LISTED {
            people.add(listed.email, Some(listed.name), listed.role, listed.organisation);
        }
        people
    }

    /// Those of them who have no account yet, under whatever address.
    pub(super) async fn absent(tx: &mut Tx) -> ServiceResult<Self> {
        let mut absent = Self::default();
        for person in Self::listed().all {
            let of_address = store::accounts::by_email(tx, &person.email).await?;
            if of_address.is_none() && store::accounts::get(tx, person.id).await?.is_none() {
                absent.all.push(person);
            }
        }
        Ok(absent)
    }

    fn add(&mut self, email: &str, name: Option<&str>, role: Role, organisation: &str) {
        let (Ok(email), Ok(organisation)) = (email.parse::<EmailAddress>(), organisation.parse()) else { return };
        let mut dice = Dice::of(&["account", email.as_str()]);
        let id = AccountId::new(dice.uuid());
        if self.all.iter().any(|person| person.id == id) {
            return;
        }
        let made_up = format!("{} {}", dice.phrase(&words::FIRST_NAMES), words::FAMILY_NAME);
        let name = name.map_or(made_up, str::to_owned);
        let grant = Grant { role, organisation };
        if !UNCONCERNED.contains(&email.as_str()) {
            self.by_role.entry((role, grant.organisation.clone())).or_default().push(id);
        }
        self.all.push(Person { id, email, name, grant });
    }

    /// Somebody with a role for an organisation, to take a step of a report.
    pub(super) fn one(&self, role: Role, organisation: &OrganisationCode, dice: &mut Dice) -> Option<AccountId> {
        dice.pick(self.by_role.get(&(role, organisation.clone()))?).copied()
    }

    /// Makes the accounts that are not there yet.
    pub(super) async fn save(&self, services: &Services, tx: &mut Tx, at: DateTime<Utc>) -> ServiceResult<()> {
        if self.all.is_empty() {
            return Ok(());
        }
        let password = Password::new(PASSWORD);
        // One hash for all: hashing it for each of a thousand accounts would take half a minute and protect nothing.
        let hash = services.hasher().hash(services.hasher().place()?, &password, services.chance().secret()).await?;
        let mut added = 0;
        for person in &self.all {
            let row = AccountRow {
                id: person.id,
                email: person.email.clone(),
                name: person.name.clone(),
                password_hash: hash.clone(),
                must_change_password: false,
                disabled_at: None,
            };
            if store::accounts::insert(tx, &row, at).await? == store::accounts::Inserted::Yes {
                store::accounts::set_grants(tx, person.id, std::slice::from_ref(&person.grant)).await?;
                added += 1;
            }
        }
        if added > 0 {
            let details = serde_json::json!({ "accounts": added });
            let actor = super::operator(services, tx).await?;
            audit::record(services, tx, &actor, "demonstration.generate", "accounts".to_owned(), &details).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::organisations::read;

    #[test]
    fn everybody_offered_has_a_place_and_a_made_up_name() {
        let bodies = read(include_bytes!("../../../reference/organisations.csv")).expect("bodies").bodies;
        let tree = OrganisationTree::new(bodies).expect("a tree");
        let people = People::of(&tree);
        for listed in LISTED {
            let organisation: OrganisationCode = listed.organisation.parse().expect("a code");
            assert!(tree.get(&organisation).is_some(), "{}", listed.organisation);
            assert!(people.by_role.contains_key(&(listed.role, organisation)));
            assert!(listed.name.ends_with(words::FAMILY_NAME) && listed.email.ends_with(".example"));
            let email = listed.email.parse().expect("an address");
            assert!(Password::new(PASSWORD).check(&email).is_ok(), "{}", listed.email);
        }
        assert!(people.all.len() > 920);
        assert!(people.all.iter().all(|person| person.name.ends_with(words::FAMILY_NAME)));
        let acting: Vec<_> = people.by_role.values().flatten().collect();
        for email in UNCONCERNED {
            let person = people.all.iter().find(|person| person.email.as_str() == email).expect("an account");
            assert!(!acting.contains(&&person.id), "{email} takes no step of a report");
        }
    }
}
