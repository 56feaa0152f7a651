//! Service: performance
