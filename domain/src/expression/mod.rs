//! Formulas of derived indicators: read, checked by unit, worked out.
//!
//! ```text
//! [svc-online] / [svc-all] * 100%
//! if([budget] > 0, [spent] / [budget] * 100%, 0%)
//! max([datasets] - previous([datasets]), 0)
//! sum([licences]) + 5 count
//! ```
//!
//! An indicator stands in brackets, since its code may hold a minus. `previous([…])` is its figure of the period before,
//! `sum([…])` what the bodies right below have together. `min`, `max`, `if(condition, then, else)`, `+ - * /`, comparisons,
//! `and`, `or`, `not`. A number may carry a unit: `%`, `baht`, `count`; a bare one has none, and a bare 0 fits any.
//!
//! Units are checked when the formula is read: only like is added to like or compared with it, ranks and levels are never
//! reckoned with, and only what can be summed over bodies is. What is wrong is data with its position, so that it can be
//! said in both languages. A formula becomes a typed tree of limited size and is never handed to a database.

mod error;
mod hindrance;
mod order;
mod parse;
mod token;
mod tree;
mod unit;
mod work;

pub use error::{ExpressionError, ExpressionReason};
pub use hindrance::Hindrance;
pub use order::{FormulaCycle, in_order, in_order_by};
pub use tree::{Expression, Span, When};
pub use unit::{Dimension, Unit};
pub use work::{Figures, Unworked, UnworkedReason, Used, Worked};

#[cfg(test)]
mod tests;
