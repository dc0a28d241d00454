//! Peers of the readers; what is measured is in `benches`.
