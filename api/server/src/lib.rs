//! The edge: command line, HTTP API, contract, documents. Nothing here reads a drawing or makes a price.

pub mod access;
pub mod automatic;
pub mod backup;
pub mod cli;
pub mod contract;
pub mod doctor;
pub mod documented;
pub mod documents;
pub mod problem;
pub mod repeats;
pub mod request;
pub mod router;
pub mod routes;
pub mod service;
pub mod state;
pub mod terminal;
pub mod terminal_comparison;
pub mod terminal_program;
pub mod terminal_similar;
pub mod update;
pub mod web;
