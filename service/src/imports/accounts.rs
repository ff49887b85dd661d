//! Files of accounts: one row for each role of a person, several rows for a person with several roles.

use super::{
    Reason, Refusal, Refusals,
    table::{Presence, Table},
};
use domain::{
    access::{Grant, Role},
    account::EmailAddress,
    ids::OrganisationCode,
};
use std::collections::BTreeSet;
use strum::IntoEnumIterator as _;

const COLUMNS: &[(&str, Presence)] = &[
    ("email", Presence::Needed),
    ("name", Presence::Needed),
    ("role", Presence::Needed),
    ("organisation", Presence::Needed),
];

/// A person who is to get an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name they sign in with.
    pub email: EmailAddress,
    /// Their name.
    pub name: String,
    /// What they may do, where.
    pub grants: Vec<Grant>,
    /// The line on which they first stand.
    pub line: u64,
}

/// Reads people with their roles at registered bodies.
///
/// # Errors
/// Everything that is wrong with them.
pub fn read(bytes: &[u8], known: &BTreeSet<OrganisationCode>) -> Result<Vec<Person>, Vec<Refusal>> {
    let table = Table::read(bytes, COLUMNS)?;
    let roles: Vec<Role> = Role::iter().collect();
    let roles: Vec<&str> = roles.iter().map(AsRef::as_ref).collect();
    let mut refusals = Refusals::default();
    let mut people: Vec<Person> = Vec::new();
    table.rows(&mut refusals, |cells| {
        let email: Option<EmailAddress> = match cells.raw("email") {
            "" => {
                cells.refuse("email", Reason::Blank);
                None
            }
            text => text.parse().map_err(|_| cells.refuse("email", Reason::NotAnAddress)).ok(),
        };
        let name = cells.needed("name");
        let role = cells.word("role", &roles);
        let organisation: Option<OrganisationCode> = cells.code("organisation");
        if organisation.as_ref().is_some_and(|code| !known.contains(code)) {
            cells.refuse("organisation", Reason::Unknown);
        }
        let (Some(email), Some(role), Some(organisation)) = (email, role, organisation) else { return };
        let (grant, line) = (Grant { role, organisation }, cells.line);
        match people.iter_mut().find(|person| person.email == email) {
            None => people.push(Person { email, name, grants: vec![grant], line }),
            Some(person) if person.name != name => cells.refuse("name", Reason::Differs { line: person.line }),
            Some(person) if person.grants.contains(&grant) => {
                cells.refuse("role", Reason::Duplicate { line: person.line });
            }
            Some(person) => person.grants.push(grant),
        }
    });
    refusals.or(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<Person>, Vec<Refusal>> {
        let known = ["dga", "dopa"].map(|code| code.parse().expect("a code")).into();
        read(format!("email,name,role,organisation\n{text}").as_bytes(), &known)
    }

    #[test]
    fn a_person_may_have_several_roles() {
        let people = read_text("A@dga.or.th,ก,reviewer,dga\na@dga.or.th,ก,administrator,dga\n").expect("people");
        assert_eq!((people.len(), people[0].grants.len()), (1, 2));
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let found = read_text(
            "a@dga.or.th,ก,reviewer,dga\n\
             a@dga.or.th,ข,reporter,dga\n\
             a@dga.or.th,ก,reviewer,dga\n\
             nobody,,king,moon\n\
             ,=1+1,reporter,dopa\n",
        )
        .expect_err("refused");
        let roles = Role::iter().map(|role| role.as_ref().to_owned()).collect();
        let expected = vec![
            Refusal::new(3, "name", Reason::Differs { line: 2 }),
            Refusal::new(4, "role", Reason::Duplicate { line: 2 }),
            Refusal::new(5, "email", Reason::NotAnAddress),
            Refusal::new(5, "name", Reason::Blank),
            Refusal::new(5, "role", Reason::NotOneOf { words: roles }),
            Refusal::new(5, "organisation", Reason::Unknown),
            Refusal::new(6, "email", Reason::Blank),
            Refusal::new(6, "name", Reason::Formula),
        ];
        assert_eq!(found, expected);
    }
}
