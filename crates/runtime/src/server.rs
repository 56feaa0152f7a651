//! Listening and serving until the end is asked for.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

use crate::lifecycle::{BoxError, Shutdown};

/// Why a port could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Another program has it.
    #[error(
        "port {port} is in use; stop what uses it (`ss -ltnp sport = :{port}`) or change http.listen"
    )]
    InUse {
        /// Which port.
        port: u16,
    },
    /// The system refuses.
    #[error("cannot listen on {address}; check http.listen")]
    Refused {
        /// Where.
        address: SocketAddr,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Takes the port.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    TcpListener::bind(address).await.map_err(|source| {
        if source.kind() == io::ErrorKind::AddrInUse {
            let port = address.port();
            BindError::InUse { port }
        } else {
            BindError::Refused { address, source }
        }
    })
}

/// Serves until the end is asked for, then finishes the requests that are under way. A role of a
/// [`Lifecycle`](crate::Lifecycle), whose grace period ends those that take too long.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    mut shutdown: Shutdown,
) -> Result<(), BoxError> {
    axum::serve(listener, router)
        .with_graceful_shutdown(async move { shutdown.requested().await })
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lifecycle;
    use std::time::Duration;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpStream;

    #[tokio::test]
    async fn a_port_in_use_is_named_with_what_to_do() {
        let first = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = first.local_addr().unwrap();
        let error = bind(address).await.unwrap_err().to_string();
        assert!(error.contains(&format!("port {} is in use", address.port())));
        assert!(error.contains("http.listen"));
    }

    #[tokio::test]
    async fn it_serves_until_the_lifecycle_ends() {
        let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = crate::edge::finish(Router::new());
        let mut lifecycle = Lifecycle::new(Duration::from_secs(5));
        lifecycle.spawn("http", |shutdown| serve(listener, router, shutdown));
        let asked = async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let request = b"GET /x HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
            stream.write_all(request).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        };
        lifecycle.run(asked).await.unwrap();
    }
}
