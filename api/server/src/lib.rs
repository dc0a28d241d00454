//! The edge: command line, contract, documents and pages. Nothing here reads a drawing or makes a price.

pub mod cli;
pub mod contract;
pub mod doctor;
pub mod documents;
pub mod pages;
pub mod terminal;
