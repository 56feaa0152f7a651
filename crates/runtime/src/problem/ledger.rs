//! What a failed command or a failed read of the ledger is to a client.

use ::ledger::{CommandError, LedgerError, VaultError, WorkingError};

use super::{Problem, kind};

/// Seconds after which a disturbed service is worth another try.
const SOON: u32 = 2;

impl From<CommandError> for Problem {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::KeyReused => kind::IDEMPOTENCY_KEY_REUSED.into(),
            CommandError::Unknown => Self::from(kind::OUTCOME_UNKNOWN).retry_after(SOON),
            CommandError::Busy => Self::from(kind::BUSY).retry_after(1),
            CommandError::Full => Self::ours(kind::LEDGER_FULL, &error),
            CommandError::Vault(error) => error.into(),
            CommandError::Ledger(error) => error.into(),
            CommandError::History(_) => Self::ours(kind::UNAVAILABLE, &error),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::NoStream { .. } => kind::AGENCY_UNKNOWN.into(),
            LedgerError::Unavailable { .. }
            | LedgerError::Forbidden { .. }
            | LedgerError::Setting { .. }
            | LedgerError::Damaged { .. }
            | LedgerError::Answer { .. } => Self::ours(kind::UNAVAILABLE, &error).retry_after(SOON),
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Erased => kind::PERSON_ERASED.into(),
            VaultError::Ledger(error) => error.into(),
            VaultError::MasterKey
            | VaultError::Unwrap
            | VaultError::Class(_)
            | VaultError::Tampered
            | VaultError::Unreadable
            | VaultError::Randomness => Self::ours(kind::UNAVAILABLE, &error),
        }
    }
}

impl From<WorkingError> for Problem {
    fn from(error: WorkingError) -> Self {
        Self::ours(kind::UNAVAILABLE, &error).retry_after(SOON)
    }
}
