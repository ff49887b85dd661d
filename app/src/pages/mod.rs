//! One file for each page. A page reads its context first, then renders inside a `Suspend` that asks the services.

pub(crate) mod account;
pub(crate) mod account_new;
pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod calendar;
pub(crate) mod error;
pub(crate) mod indicator;
pub(crate) mod kept;
pub(crate) mod late;
pub(crate) mod my_account;
pub(crate) mod national;
pub(crate) mod not_found;
pub(crate) mod organisation;
pub(crate) mod organisations;
pub(crate) mod plan;
pub(crate) mod plans;
pub(crate) mod report;
pub(crate) mod round;
pub(crate) mod round_new;
pub(crate) mod score;
pub(crate) mod scores;
pub(crate) mod sign_in;
pub(crate) mod work;
