//! Lists of names in queries: `column IN (…)`.

use sqlx::{Database, Encode, QueryBuilder, Type};

/// Asks that what the query ends with be one of some names; there has to be one at least.
pub(super) fn push_one_of<'a, Db: Database>(query: &mut QueryBuilder<Db>, names: impl IntoIterator<Item = &'a str>)
where
    &'a str: Encode<'a, Db> + Type<Db>,
{
    query.push(" IN (");
    let mut list = query.separated(", ");
    for name in names {
        list.push_bind(name);
    }
    query.push(")");
}
