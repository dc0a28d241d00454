//! Parts across RFQs.

pub mod similar;
