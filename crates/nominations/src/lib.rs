//! Service: nominations
