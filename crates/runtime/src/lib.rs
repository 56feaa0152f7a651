//! What every role shares: configuration, lifecycle, problems, caller, route tables
