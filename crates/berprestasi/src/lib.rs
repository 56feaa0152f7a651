//! The one executable: roles and operator commands
