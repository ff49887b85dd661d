//! Connections: accepted with time limits of their own, and let finish when the process is told to stop.

use crate::web::csrf::ListeningAddress;
use axum::{Router, body::Body, extract::ConnectInfo, http::Request, serve::Listener};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{future::Future, time::Duration};
use tokio::net::TcpListener;
use tower::ServiceExt as _;

/// How long the head of a request may take, and how long a connection may lie idle: longer than the 60 seconds for which
/// proxies keep one, since whoever closes first may cut off a request that is on its way.
const LONGEST_HEAD: Duration = Duration::from_secs(75);
/// The largest head of a request in bytes: long cookies and addresses fit.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long requests may finish after the process was told to stop.
const LONGEST_FAREWELL: Duration = Duration::from_secs(30);

/// Answers connections until `stop` comes, then lets those that are open finish their request.
pub async fn listen(mut listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let open = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            () = &mut stop => break,
        };
        // Small answers go out at once; where it cannot be set they only go out later.
        let _ = stream.set_nodelay(true);
        let (router, came_in_on) = (router.clone(), stream.local_addr().ok().map(ListeningAddress));
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            if let Some(address) = came_in_on {
                request.extensions_mut().insert(address);
            }
            router.clone().oneshot(request)
        });
        let connection = protocol().serve_connection(TokioIo::new(stream), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%peer, %error, "a connection broke off");
            }
        });
    }
    drop(listener);
    tracing::info!(connections = open.count(), "stopping: no new connections, requests may finish");
    if tokio::time::timeout(LONGEST_FAREWELL, open.shutdown()).await.is_err() {
        tracing::warn!("stopped before every request had finished");
    }
}

/// HTTP/1.1; HTTP/2 and TLS are the proxy's.
fn protocol() -> http1::Builder {
    let mut protocol = http1::Builder::new();
    protocol.timer(TokioTimer::new()).header_read_timeout(LONGEST_HEAD).max_buf_size(LARGEST_HEAD);
    protocol
}

/// Comes when the process is told to stop: by a terminal's Ctrl+C or a service manager's TERM.
pub async fn told_to_stop() {
    let interrupt = async {
        // Where signals cannot be heard, the process is ended from outside.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::{net::SocketAddr, sync::Arc};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        sync::{Notify, oneshot},
        task::JoinHandle,
    };

    async fn serve(router: Router) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async {
            let _ = stopped.await;
        };
        (address, stop, tokio::spawn(listen(listener, router, stopped)))
    }

    #[tokio::test]
    async fn a_request_under_way_finishes_after_the_stop_and_no_new_one_begins() {
        let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let handler = {
            let (begun, go_on) = (begun.clone(), go_on.clone());
            async move || {
                begun.notify_one();
                go_on.notified().await;
                "done"
            }
        };
        let (address, stop, server) = serve(Router::new().route("/", get(handler))).await;
        let mut client = TcpStream::connect(address).await.expect("connected");
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.expect("sent");
        begun.notified().await;
        stop.send(()).expect("told");
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
        assert!(!server.is_finished());
        go_on.notify_one();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("done"), "{answer}");
        server.await.expect("stopped");
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_never_ends_is_cut_off() {
        let (address, _stop, _server) = serve(Router::new()).await;
        let mut client = TcpStream::connect(address).await.expect("connected");
        client.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.expect("sent");
        let begin = tokio::time::Instant::now();
        let mut answer = Vec::new();
        let _ = client.read_to_end(&mut answer).await;
        assert!(begin.elapsed() >= LONGEST_HEAD && begin.elapsed() < 2 * LONGEST_HEAD);
    }
}
