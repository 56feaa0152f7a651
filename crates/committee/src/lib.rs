//! Service: committee
