//! What nats-server is told.

use super::{Credential, Credentials, NatsConfig};
use crate::Durability;
use std::path::PathBuf;

/// The one configuration; production uses the same file.
const CONFIG: &str = include_str!("../../../../deploy/nats/server.conf");
const ALWAYS: &str = "sync_interval: always";
const SELDOM: &str = "sync_interval: \"2m\"";

/// What all servers of an installation share.
#[derive(Debug, Clone)]
pub(super) struct Setup {
    pub(super) program: PathBuf,
    pub(super) dir: PathBuf,
    pub(super) credentials: Credentials,
    pub(super) config: NatsConfig,
}

impl Setup {
    /// True if other ports may be taken when one is not free.
    pub(super) fn may_choose(&self) -> bool {
        self.config.port.is_none()
    }

    /// Where a server keeps its streams and its log.
    pub(super) fn server_dir(&self, index: usize) -> PathBuf {
        self.dir.join((index + 1).to_string())
    }

    /// What `server.conf` leaves open.
    pub(super) fn variables(&self, index: usize, ports: &Ports) -> Vec<(String, String)> {
        let loopback = |port: Option<u16>| {
            format!(
                "127.0.0.1:{}",
                port.map_or_else(|| "-1".to_owned(), |port| port.to_string())
            )
        };
        let own = ports.routes.get(index).copied().unwrap_or(0);
        let cluster = self.credentials.cluster();
        let others = ports.routes.iter().filter(|port| **port != own);
        let routes: Vec<String> = others
            .map(|port| {
                format!(
                    "\"nats://{}:{}@127.0.0.1:{port}\"",
                    cluster.user, cluster.password
                )
            })
            .collect();
        let store = self
            .server_dir(index)
            .join("jetstream")
            .to_string_lossy()
            .replace('\\', "\\\\");
        let mut variables: Vec<(String, String)> = [
            ("NATS_SERVER_NAME", format!("berprestasi-{}", index + 1)),
            ("NATS_LISTEN", loopback(ports.client)),
            ("NATS_MONITOR_LISTEN", loopback(ports.monitor)),
            (
                "NATS_STORE_DIR",
                format!("\"{}\"", store.replace('"', "\\\"")),
            ),
            (
                "NATS_MAX_FILE_STORE",
                self.config.max_file_store.to_string(),
            ),
            ("NATS_CLUSTER_LISTEN", loopback(Some(own))),
            ("NATS_CLUSTER_ROUTES", format!("[{}]", routes.join(", "))),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        variables.extend(self.credentials.variables());
        variables
    }

    /// The file of systems outside, as users: what each may publish, and where it hears the answer.
    pub(super) fn outside(&self) -> String {
        let users: Vec<String> = self
            .config
            .outside
            .iter()
            .map(|system| {
                let Credential { user, password } = self.credentials.outside(system);
                format!(
                    "{{user: \"{user}\", password: \"{password}\", permissions: {{publish: [\"{}\"], \
                     subscribe: [\"{}.>\"]}}}}",
                    system.subject(),
                    system.inbox_prefix()
                )
            })
            .collect();
        format!("users: [{}]\n", users.join(",\n"))
    }
}

/// The ports of a server; the system chooses what is not given.
#[derive(Debug, Clone)]
pub(super) struct Ports {
    pub(super) client: Option<u16>,
    pub(super) monitor: Option<u16>,
    /// Of all servers of the cluster.
    pub(super) routes: Vec<u16>,
}

/// The text of the configuration.
pub(super) fn configuration(durability: Durability) -> String {
    match durability {
        Durability::Full => CONFIG.to_owned(),
        Durability::Volatile => CONFIG.replace(ALWAYS, SELDOM),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;

    #[test]
    fn the_configuration_syncs_always_unless_told_otherwise() {
        assert_eq!(CONFIG.matches(ALWAYS).count(), 1);
        assert!(configuration(Durability::Full).contains(ALWAYS));
        assert!(!configuration(Durability::Volatile).contains(ALWAYS));
    }

    fn users() -> impl Iterator<Item = &'static str> {
        CONFIG
            .split("{ user: ")
            .skip(1)
            .filter_map(|rest| rest.split(',').next())
    }

    #[test]
    fn every_role_reads_by_the_same_list() {
        let accounts = CONFIG
            .split("imports: [")
            .skip(1)
            .filter_map(|rest| rest.split(']').next());
        let list = |account: &str| -> Vec<String> {
            let subjects = account.lines().filter_map(|line| line.split('"').nth(1));
            let read = subjects.filter(|it| it.starts_with("$JS."));
            let more = [
                "$JS.API.STREAM.PURGE.OBJ_WORKING",
                "$JS.API.STREAM.MSG.DELETE.*",
            ];
            read.filter(|it| !more.contains(it))
                .map(str::to_owned)
                .collect()
        };
        // Systems outside read nothing.
        let lists: Vec<_> = accounts.map(list).filter(|it| !it.is_empty()).collect();
        assert_eq!(lists.len(), Role::ALL.len() - 3);
        assert!(lists.iter().all(|it| *it == lists[0] && it.len() > 10));
    }

    #[test]
    fn every_user_of_the_configuration_is_a_role() {
        let mut users: Vec<&str> = users().filter(|user| *user != "cluster").collect();
        let mut roles = Role::ALL.map(Role::name).to_vec();
        users.sort_unstable();
        roles.sort_unstable();
        assert_eq!(users, roles);
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
        }
    }
}
