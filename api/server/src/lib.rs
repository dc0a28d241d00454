//! The edge: command line, HTTP API, contract, documents. Nothing here reads a drawing or makes a price.

pub mod cli;
pub mod contract;
pub mod doctor;
pub mod documents;
pub mod problem;
pub mod request;
pub mod router;
pub mod routes;
pub mod service;
pub mod state;
pub mod terminal;
pub mod terminal_comparison;
pub mod terminal_program;
pub mod terminal_similar;
pub mod web;
