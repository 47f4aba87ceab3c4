//! What runs on a connection: HTTP/1.1, and with the feature `http2` HTTP/2 too.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::transport::http::Site;
use crate::transport::http::listen::early::Early;
use crate::transport::http::listen::link::{Closing, Link};
use crate::transport::http::reply::ReplyBody;
use crate::transport::http::reply::responding::ResponseFuture;

/// The largest head of a request, and so the most that a connection keeps of what is not yet one.
const MAX_HEAD: usize = 128 << 10;

/// Answers the requests of a connection.
#[derive(Debug, Clone)]
struct Answers {
    site: Arc<Site>,
    link: Arc<Link>,
}

impl Service<Request<Incoming>> for Answers {
    type Response = Response<ReplyBody>;
    type Error = Infallible;
    type Future = ResponseFuture<Incoming>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let busy = self.link.begin(request.version());
        ResponseFuture::new(&self.site, request, Some(self.link.peer), Some(busy))
    }
}

#[cfg(not(feature = "http2"))]
pub(crate) fn connection<I>(site: Arc<Site>, link: Arc<Link>, io: Early<I>) -> impl Closing<Io = I> + Send
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    hyper::server::conn::http1::Builder::new()
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(io), Answers { site, link })
}

#[cfg(feature = "http2")]
pub(crate) fn connection<I>(site: Arc<Site>, link: Arc<Link>, io: Early<I>) -> impl Closing<Io = I> + Send
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    use hyper_util::rt::{TokioExecutor, TokioTimer};
    let mut builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
    builder.http1().max_buf_size(MAX_HEAD);
    let options = &site.app.options.http;
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(Some(options.keep_alive))
        .keep_alive_timeout(options.write_timeout)
        .max_concurrent_streams(64);
    builder.serve_connection(TokioIo::new(io), Answers { site, link }).into_owned()
}

#[cfg(not(feature = "http2"))]
impl<I, S> Closing for hyper::server::conn::http1::Connection<TokioIo<Early<I>>, S>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<ReplyBody>, Error = Infallible>,
{
    type Io = I;

    fn close(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }

    fn give_back(this: Pin<&mut Option<Self>>) -> Option<Early<I>> {
        let parts = this.get_mut().take()?.into_parts();
        Some(parts.io.into_inner().after(&parts.read_buf))
    }
}

#[cfg(feature = "http2")]
impl<I, S> Closing
    for hyper_util::server::conn::auto::Connection<'_, TokioIo<Early<I>>, S, hyper_util::rt::TokioExecutor>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<ReplyBody>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Io = I;

    fn close(self: Pin<&mut Self>) {
        self.graceful_shutdown();
    }

    fn give_back(_: Pin<&mut Option<Self>>) -> Option<Early<I>> {
        None
    }
}

#[cfg(all(test, not(feature = "http2")))]
mod tests {
    use super::*;
    use crate::transport::http::listen::link::{Connection, Watched};

    fn size<I, C>(_: impl Fn(Arc<Site>, Arc<Link>, Early<I>) -> C) -> usize {
        size_of::<Connection<C>>()
    }

    /// With what tokio puts around a task, in multiples of 128, it is to stay within 1,024.
    #[test]
    fn what_a_connection_takes_beside_buffers() {
        let size = size(connection::<Watched<tokio::net::TcpStream>>);
        assert!(size <= 960, "{size} bytes");
    }
}
