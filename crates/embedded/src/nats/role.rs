//! Who may connect to NATS.

use std::fmt;

/// A user of `deploy/nats/server.conf`. Except the monitor and the provisioners each has an account of
/// their own, which imports what the role may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Role {
    /// Asks how the servers are configured.
    Monitor,
    /// The owner of APP, where the ledgers are: makes and changes streams.
    Provisioner,
    /// In APP: operator commands, which write the registry.
    Registry,
    /// In APP: the service for nominations.
    Nominations,
    /// In APP: the service for endorsements.
    Endorsements,
    /// In APP: the service for performance.
    Performance,
    /// In APP: the service for the committee.
    Committee,
    /// In APP: the service for announcements.
    Announcements,
    /// In APP: the workers that build projections; reads only.
    Projections,
    /// In APP: the portal; reads only.
    Portal,
    /// The owner of VAULT, where keys and working state are: makes and changes streams and buckets.
    VaultProvisioner,
    /// In VAULT: operator commands.
    VaultRegistry,
    /// In VAULT: the service for nominations.
    VaultNominations,
    /// In VAULT: the service for endorsements.
    VaultEndorsements,
    /// In VAULT: the service for performance.
    VaultPerformance,
    /// In VAULT: the service for the committee.
    VaultCommittee,
    /// In VAULT: the service for announcements.
    VaultAnnouncements,
    /// In VAULT: projections read keys and keep working state.
    VaultProjections,
    /// In VAULT: the portal keeps sessions.
    VaultPortal,
    /// In VAULT: destroys keys.
    VaultEraser,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 20] = [
        Self::Monitor,
        Self::Provisioner,
        Self::Registry,
        Self::Nominations,
        Self::Endorsements,
        Self::Performance,
        Self::Committee,
        Self::Announcements,
        Self::Projections,
        Self::Portal,
        Self::VaultProvisioner,
        Self::VaultRegistry,
        Self::VaultNominations,
        Self::VaultEndorsements,
        Self::VaultPerformance,
        Self::VaultCommittee,
        Self::VaultAnnouncements,
        Self::VaultProjections,
        Self::VaultPortal,
        Self::VaultEraser,
    ];

    /// The user's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Provisioner => "provisioner",
            Self::Registry => "registry",
            Self::Nominations => "nominations",
            Self::Endorsements => "endorsements",
            Self::Performance => "performance",
            Self::Committee => "committee",
            Self::Announcements => "announcements",
            Self::Projections => "projections",
            Self::Portal => "portal",
            Self::VaultProvisioner => "vault_provisioner",
            Self::VaultRegistry => "vault_registry",
            Self::VaultNominations => "vault_nominations",
            Self::VaultEndorsements => "vault_endorsements",
            Self::VaultPerformance => "vault_performance",
            Self::VaultCommittee => "vault_committee",
            Self::VaultAnnouncements => "vault_announcements",
            Self::VaultProjections => "vault_projections",
            Self::VaultPortal => "vault_portal",
            Self::VaultEraser => "vault_eraser",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The prefix that the role's client must use for inboxes: it may subscribe to nothing else.
    #[must_use]
    pub fn inbox_prefix(self) -> String {
        format!("_INBOX_{}", self.name())
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
