//! nginx with one file, as fast as it serves files.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::super::aside::{self, Aside};
use crate::up::Failure;

const FILE: &str = "feed.atom";

/// A running nginx of ours; no system service.
pub(super) struct Nginx {
    server: Aside,
    files: PathBuf,
    address: SocketAddr,
    pub(super) version: String,
}

/// A worker a core, no log, open files kept for a second (so that a changed file is seen within about the time
/// that ours takes), connections never closed.
fn configuration(address: SocketAddr) -> String {
    format!(
        "daemon off; pid nginx.pid; error_log error.log; worker_processes auto;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; tcp_nodelay on;
    keepalive_timeout 600s; keepalive_requests 1000000000;
    open_file_cache max=16; open_file_cache_valid 1s;
    types {{ application/atom+xml atom; }}
    client_body_temp_path temp1; proxy_temp_path temp2; fastcgi_temp_path temp3;
    uwsgi_temp_path temp4; scgi_temp_path temp5;
    server {{ listen {address}; root files; add_header Cache-Control \"public, max-age=60\"; }}
}}
"
    )
}

impl Nginx {
    /// Starts it on a free port of loopback, with everything it writes in this folder.
    pub(super) async fn start(dir: &Path) -> Result<Self, Failure> {
        let how = "the bench `feed` needs nginx: `./dev bench` installs it; without ./dev install the system's \
                   package (Debian: apt-get install nginx). It need not run: the bench starts one of its own";
        let program = aside::find("nginx").ok_or(how)?;
        let version = aside::version(&program, "-v").await;
        let files = dir.join("files");
        std::fs::create_dir_all(&files)?;
        let (address, config) = (aside::free()?, dir.join("nginx.conf"));
        std::fs::write(&config, configuration(address))?;
        let mut prefix = dir.as_os_str().to_owned();
        prefix.push("/");
        let error = OsStr::new("stderr");
        let arguments = [
            OsStr::new("-p"),
            &prefix,
            OsStr::new("-e"),
            error,
            OsStr::new("-c"),
            config.as_os_str(),
        ];
        let server = Aside::start(("nginx", &program), &arguments, dir, address).await?;
        Ok(Self {
            server,
            files,
            address,
            version,
        })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/{FILE}", self.address)
    }

    /// Puts these bytes in the place of those before, at once.
    pub(super) fn put(&self, bytes: &[u8]) -> std::io::Result<()> {
        let part = self.files.join("part");
        std::fs::write(&part, bytes)?;
        std::fs::rename(part, self.files.join(FILE))
    }

    pub(super) async fn stop(self) -> Result<(), Failure> {
        self.server.stop().await
    }
}
