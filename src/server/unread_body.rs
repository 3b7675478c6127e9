//! Bodies of requests that are answered before they have arrived.
//!
//! The library closes a connection whose request body was not read to its end, except where the body is chunked and nobody
//! holds it any more: then it waits for the rest, for as long as the client likes. So such a body is held until its answer is
//! sent.

use std::{
    cell::RefCell,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll},
};

use actix_web::{
    HttpMessage,
    body::{BodySize, BoxBody, EitherBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::header::TRANSFER_ENCODING,
    web::Bytes,
};
use futures_util::{Stream, StreamExt, stream::poll_fn};

/// The body of a request, which handlers read through the request.
pub struct HeldBody(Rc<RefCell<Payload>>);

impl HeldBody {
    /// Holds the body of a request, if it is chunked.
    pub fn of(req: &mut ServiceRequest) -> Option<Self> {
        if !req.headers().contains_key(TRANSFER_ENCODING) {
            return None;
        }
        let held = Rc::new(RefCell::new(req.take_payload()));
        let read = Rc::clone(&held);
        let stream = poll_fn(move |cx| read.borrow_mut().poll_next_unpin(cx));
        let stream: Pin<Box<dyn Stream<Item = _>>> = Box::pin(stream);
        req.set_payload(stream.into());
        Some(Self(held))
    }

    /// Holds it until the answer is sent.
    pub fn until_sent<B: MessageBody + 'static>(
        self,
        res: ServiceResponse<EitherBody<B, BoxBody>>,
    ) -> ServiceResponse<EitherBody<B, BoxBody>> {
        res.map_body(|_, body| EitherBody::right(BoxBody::new(Answer { body: Box::pin(body), _request: self.0 })))
    }
}

/// The body of an answer, and that of its request.
struct Answer<B> {
    body: Pin<Box<B>>,
    _request: Rc<RefCell<Payload>>,
}

impl<B: MessageBody> MessageBody for Answer<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_mut().poll_next(cx)
    }
}
