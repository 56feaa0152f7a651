//! Service: announcements
