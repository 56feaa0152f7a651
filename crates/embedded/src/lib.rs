//! nats-server and PostgreSQL as managed child processes
