//! Service: endorsements
