#![doc = include_str!("../README.md")]

mod append;
mod bulk;
mod checks;
mod commit;
mod connect;
mod entities;
mod error;
mod feed;
mod follow;
mod handle;
mod ingest;
mod intake;
mod load;
mod master;
mod provision;
pub mod raw;
mod reply;
mod seal;
mod subject;
mod vault;
mod working;

pub use append::{Guard, Write};
pub use bulk::{BulkItem, BulkOutcome};
pub use commit::{Commit, Digest, FORMAT, Hash};
pub use connect::{Credentials, Ledger};
pub use entities::{Entities, Loaded};
pub use error::{CommandError, LedgerError};
pub use feed::{Feed, Feeds};
pub use follow::{Cursor, FollowError, Follower, Recorded, Span};
pub use handle::{Command, Outcome, Together};
pub use ingest::{Delivery, Inbox, LARGEST};
pub use intake::{Effect, Intake, Order, Plan};
pub use master::MasterKey;
pub use provision::{Limits, Provisioner};
pub use vault::{Vault, VaultError};
pub use working::{Bucket, Entry, WorkingError};
