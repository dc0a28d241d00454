//! The edge: command line, HTTP API, contract, documents and pages. Nothing here reads a drawing or makes a price.

pub mod cli;
pub mod contract;
pub mod doctor;
pub mod documents;
pub mod pages;
pub mod problem;
pub mod request;
pub mod router;
pub mod routes;
pub mod service;
pub mod state;
pub mod terminal;
pub mod web;
