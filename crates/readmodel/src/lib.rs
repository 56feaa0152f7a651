//! Postgres as the read side: pool, named transactions, positions, queries
