//! Workers that fold the ledger into Postgres
