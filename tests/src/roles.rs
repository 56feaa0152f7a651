//! Running the roles: all in this process, or each as a process of its own.

use std::collections::BTreeMap;
use std::fs::File;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use berprestasi::compose;
use runtime::telemetry::Metrics;
use runtime::{Config, Lifecycle, Operation, Route, ServiceRole};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::folder::executable;

/// How long a role may take to start.
const START: Duration = Duration::from_mins(1);

/// The running roles.
pub(crate) enum Roles {
    Here {
        address: String,
        stop: oneshot::Sender<()>,
        ended: JoinHandle<()>,
    },
    Apart(BTreeMap<ServiceRole, (String, Child)>),
}

/// One recorder per process: under plain `cargo test` several worlds share it.
fn metrics() -> Metrics {
    static METRICS: OnceLock<Metrics> = OnceLock::new();
    METRICS
        .get_or_init(|| Metrics::start().expect("metrics start once"))
        .clone()
}

impl Roles {
    /// All roles in this process.
    pub(crate) async fn here(config: &Path) -> Self {
        let config = Config::load(config).expect("the configuration is read");
        let mut lifecycle = Lifecycle::new(Duration::from_secs(5));
        let roles = ServiceRole::ALL.into();
        let router = compose::start(&config, &roles, &mut lifecycle, &metrics())
            .await
            .expect("all roles start");
        let listener = runtime::server::bind(config.http.listen)
            .await
            .expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a port"));
        lifecycle.spawn("http", |shutdown| {
            runtime::server::serve(listener, router, shutdown)
        });
        let (stop, asked) = oneshot::channel();
        let ended = tokio::spawn(async move {
            let asked = async {
                // A world that is dropped asks as well.
                let _ = asked.await;
            };
            lifecycle.run(asked).await.expect("no role ends by itself");
        });
        Self::Here {
            address,
            stop,
            ended,
        }
    }

    /// Each role as a process of its own.
    pub(crate) async fn apart(config: &Path) -> Self {
        let starting =
            ServiceRole::ALL.map(|role| async move { (role, child(config, role).await) });
        let started = futures_util::future::join_all(starting).await;
        Self::Apart(started.into_iter().collect())
    }

    /// Where a path is served.
    pub(crate) fn address(&self, path: &str) -> &str {
        match self {
            Self::Here { address, .. } => address,
            Self::Apart(all) => &all[&served_by(path)].0,
        }
    }

    /// Every address there is.
    pub(crate) fn addresses(&self) -> Vec<&str> {
        match self {
            Self::Here { address, .. } => vec![address],
            Self::Apart(all) => all.values().map(|(address, _)| address.as_str()).collect(),
        }
    }

    /// Kills the process of a role and starts it anew.
    pub(crate) async fn kill(&mut self, config: &Path, role: ServiceRole) {
        let Self::Apart(all) = self else {
            panic!("only a process of its own can be killed");
        };
        let (_, process) = all.get_mut(&role).expect("every role runs");
        process.kill().await.expect("it runs");
        let anew = child(config, role).await;
        all.insert(role, anew);
    }

    /// Stops them orderly.
    pub(crate) async fn stop(self) {
        match self {
            Self::Here { stop, ended, .. } => {
                stop.send(()).expect("the roles run");
                ended.await.expect("the roles end");
            }
            Self::Apart(all) => {
                for (role, (_, mut child)) in all {
                    let pid = child
                        .id()
                        .unwrap_or_else(|| panic!("{role} ended by itself"));
                    signal("TERM", pid);
                    let status = child.wait().await.expect("a child is waited for");
                    assert!(status.success(), "{role} ended with {status}");
                }
            }
        }
    }
}

/// Sends a signal to a process.
pub(crate) fn signal(name: &str, pid: u32) {
    let kill = format!("kill -{name} {pid}");
    let sent = std::process::Command::new("sh")
        .args(["-c", &kill])
        .status();
    assert!(sent.is_ok_and(|status| status.success()), "{kill}");
}

async fn child(config: &Path, role: ServiceRole) -> (String, Child) {
    let log = config.with_file_name(format!("{role}.log"));
    let mut child = Command::new(executable())
        .args(["run", "--role", role.name(), "--config"])
        .arg(config)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(File::create(&log).expect("a log"))
        .kill_on_drop(true)
        .spawn()
        .expect("the executable starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let line = tokio::time::timeout(START, lines.next_line()).await;
    let line = line.ok().and_then(Result::ok).flatten().unwrap_or_default();
    let Some((_, address)) = line.split_once(" on ") else {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        panic!("{role} did not start: {line}{said}");
    };
    (address.to_owned(), child)
}

/// Which role serves a path, by the route tables themselves.
fn served_by(path: &str) -> ServiceRole {
    static TABLE: OnceLock<Vec<(&'static str, ServiceRole)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut all = Vec::new();
        all.extend(paths(&nominations::routes(), ServiceRole::Nominations));
        all.extend(paths(&endorsements::routes(), ServiceRole::Endorsements));
        all.extend(paths(&performance::routes(), ServiceRole::Performance));
        all.extend(paths(&committee::routes(), ServiceRole::Committee));
        all.extend(paths(&announcements::routes(), ServiceRole::Announcements));
        all.extend(paths(&announcements::public(), ServiceRole::Announcements));
        all
    });
    let path = path.split('?').next().unwrap_or_default();
    let found = table.iter().find(|(template, _)| fits(template, path));
    found.map_or(ServiceRole::Portal, |(_, role)| *role)
}

fn paths<S>(routes: &[Route<S>], role: ServiceRole) -> Vec<(&'static str, ServiceRole)> {
    let of = |operation: &Operation| (operation.path, role);
    routes.iter().map(|route| of(&route.operation)).collect()
}

fn fits(template: &str, path: &str) -> bool {
    let (mut asked, mut said) = (template.split('/'), path.split('/'));
    loop {
        match (asked.next(), said.next()) {
            (None, None) => return true,
            (Some(part), Some(found)) if part == found || part.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// An address that the system chooses a port for.
pub(crate) fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}
