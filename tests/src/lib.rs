//! Tests of the house as a whole. The rules of docs/ARCHITECTURE.md are in `invariants/`; end-to-end tests run from `api/server`, which owns the binary.
