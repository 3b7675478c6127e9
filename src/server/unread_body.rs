//! Keeps the body of a request that is answered before it has arrived.
//!
//! actix closes a connection if the request body was not read completely. But if the body is chunked and was dropped, actix
//! waits for the rest without a time limit. So a chunked body is kept until its response is sent.

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

/// A request body, shared with the request from which handlers read it.
pub struct HeldBody(Rc<RefCell<Payload>>);

impl HeldBody {
    /// Keeps the body of a request, if it is chunked.
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

    /// Keeps the body until the response is sent.
    pub fn until_sent<B: MessageBody + 'static>(
        self,
        res: ServiceResponse<EitherBody<B, BoxBody>>,
    ) -> ServiceResponse<EitherBody<B, BoxBody>> {
        res.map_body(|_, body| {
            EitherBody::right(BoxBody::new(ResponseBody { body: Box::pin(body), _request: self.0 }))
        })
    }
}

/// The body of a response, together with that of its request.
struct ResponseBody<B> {
    body: Pin<Box<B>>,
    _request: Rc<RefCell<Payload>>,
}

impl<B: MessageBody> MessageBody for ResponseBody<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        self.body.as_mut().poll_next(cx)
    }
}
