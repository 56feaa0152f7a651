//! JetStream as the event store: commits, expectations, loading, following, vault, working state
