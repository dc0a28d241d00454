//! From a quote to work orders: states, versions compared, the customer's purchase order held against the quote, the order with its
//! work orders, parts that come back, reminders. Pure rules: nothing here is kept, sent or printed.

mod accept;
mod differences;
mod purchase_order;
mod reminders;
mod repeat;
mod workflow;

pub use accept::{AcceptError, Accepted, accept, ready};
pub use differences::versions_compared;
pub use purchase_order::{order_compared, read_purchase_order};
pub use reminders::{Reminder, reminder};
pub use repeat::{BookedOperation, LastTime, PriceBridge, RepeatAdvice, repeat_price};
pub use workflow::{WorkflowError, step};
