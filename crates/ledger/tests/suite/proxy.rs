//! A TCP proxy that can swallow what the server answers: the acknowledgement that gets lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

pub(crate) struct Proxy {
    pub(crate) url: String,
    swallow: Arc<AtomicBool>,
    swallowed: Arc<Notify>,
    cut: Arc<Notify>,
}

impl Proxy {
    pub(crate) async fn start(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = listener.local_addr().unwrap().to_string();
        let proxy = Self {
            url,
            swallow: Arc::default(),
            swallowed: Arc::default(),
            cut: Arc::default(),
        };
        let (swallow, swallowed, cut) = (
            Arc::clone(&proxy.swallow),
            Arc::clone(&proxy.swallowed),
            Arc::clone(&proxy.cut),
        );
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(server.trim_start_matches("nats://"))
                    .await
                    .unwrap();
                let (swallow, swallowed, cut) = (
                    Arc::clone(&swallow),
                    Arc::clone(&swallowed),
                    Arc::clone(&cut),
                );
                tokio::spawn(async move {
                    tokio::select! {
                        () = cut.notified() => {}
                        () = pump(client, server, &swallow, &swallowed) => {}
                    }
                });
            }
        });
        proxy
    }

    /// From now on answers are lost.
    pub(crate) fn swallow(&self) {
        self.swallow.store(true, Ordering::SeqCst);
    }

    /// Waits until an answer was lost.
    pub(crate) async fn swallowed(&self) {
        self.swallowed.notified().await;
    }

    /// Cuts the connections and lets new ones through.
    pub(crate) fn heal(&self) {
        self.swallow.store(false, Ordering::SeqCst);
        self.cut.notify_waiters();
    }
}

async fn pump(
    mut client: TcpStream,
    mut server: TcpStream,
    swallow: &AtomicBool,
    swallowed: &Notify,
) {
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let up = async {
        tokio::io::copy(&mut from_client, &mut to_server)
            .await
            .map(|_| ())
    };
    let down = async {
        let mut buffer = vec![0; 65_536];
        loop {
            let read = from_server.read(&mut buffer).await?;
            if read == 0 {
                return Ok::<(), std::io::Error>(());
            }
            if swallow.load(Ordering::SeqCst) {
                swallowed.notify_one();
            } else {
                to_client.write_all(&buffer[..read]).await?;
            }
        }
    };
    let _ = tokio::join!(up, down);
}
