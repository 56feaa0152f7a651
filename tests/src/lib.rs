//! Journeys on real servers.
