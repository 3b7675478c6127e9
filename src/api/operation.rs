//! Operations of the API: a handler registered together with its documentation.

use actix_web::{FromRequest, Handler, Responder, http::Method};
use utoipa::{
    __dev::{SchemaReferences, Tags},
    openapi::{HttpMethod, RefOr, Schema, path},
};

use super::routes::{Access, Route};
use crate::auth::{Guard, Staff};

/// A handler, who may call it, and what the OpenAPI document says about it.
pub struct Operation {
    pub method: Method,
    /// The whole path, such as `/api/posts/{id}`.
    pub path: String,
    pub access: Access,
    /// Other paths of the same operation, which some clients use.
    pub aliases: Vec<&'static str>,
    /// Makes the documentation, which takes much more memory than the rest.
    pub documentation: fn() -> Documentation,
    add_handler: Box<dyn Fn(Route, Method, Access) -> Route>,
}

/// What the OpenAPI document says about an operation.
pub struct Documentation {
    pub operation: path::Operation,
    /// The schemas that the operation refers to, by name.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// Registers a handler with its documentation from `#[utoipa::path]`.
macro_rules! operation {
    ($module:ident::$handler:ident) => {
        pastey::paste! {
            $crate::api::operation::Operation::of::<$module::[<__path_ $handler>], _, _>($module::$handler)
        }
    };
}
pub(super) use operation;

/// As [`operation!`], for a handler whose first argument refuses all callers but moderators or admins.
macro_rules! staff_operation {
    ($module:ident::$handler:ident) => {
        pastey::paste! {
            $crate::api::operation::Operation::of_staff::<$module::[<__path_ $handler>], _, _>($module::$handler)
        }
    };
}
pub(super) use staff_operation;

/// The arguments of a handler for moderators or admins. A handler without a first argument that refuses other callers does
/// not compile.
pub trait StaffArguments {}

macro_rules! staff_arguments {
    ($($argument:ident)*) => {
        impl<S: Staff, $($argument),*> StaffArguments for (S, $($argument,)*) {}
    };
}

staff_arguments!();
staff_arguments!(A);
staff_arguments!(A B);
staff_arguments!(A B C);
staff_arguments!(A B C D);
staff_arguments!(A B C D E);

impl Operation {
    /// An operation for signed-in users. `P` is the documentation of the handler, from [`operation!`].
    pub fn of<P, F, A>(handler: F) -> Self
    where
        P: utoipa::Path + SchemaReferences + Tags<'static>,
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        Self {
            method: P::methods().first().map_or(Method::GET, method),
            path: P::path(),
            access: Access::SignedIn,
            aliases: Vec::new(),
            documentation: documentation_of::<P>,
            add_handler: Box::new(move |route, method, access| route.with(method, access, handler.clone())),
        }
    }

    /// As [`Self::of`], for moderators or admins.
    pub fn of_staff<P, F, A>(handler: F) -> Self
    where
        P: utoipa::Path + SchemaReferences + Tags<'static>,
        F: Handler<A>,
        A: FromRequest + StaffArguments + 'static,
        F::Output: Responder + 'static,
    {
        Self { access: Access::Staff, ..Self::of::<P, F, A>(handler) }
    }

    /// Allows calls without sign-in.
    pub fn public(mut self) -> Self {
        self.access = Access::Public;
        self
    }

    /// Adds another path.
    pub fn alias(mut self, path: &'static str) -> Self {
        self.aliases.push(path);
        self
    }

    /// Adds the operation to the routes of its path and its aliases, which are relative to `prefix`.
    pub fn add_to(&self, routes: &mut Vec<Route>, prefix: &str) {
        let paths = std::iter::once(self.path.as_str()).chain(self.aliases.iter().copied());
        for path in paths.map(|path| path.strip_prefix(prefix).unwrap_or(path)) {
            let position = routes.iter().position(|route| route.path() == path).unwrap_or(routes.len());
            let route = match position == routes.len() {
                true => Route::at(path, Guard::api()),
                false => routes.remove(position),
            };
            routes.insert(position, (self.add_handler)(route, self.method.clone(), self.access));
        }
    }
}

fn documentation_of<P>() -> Documentation
where
    P: utoipa::Path + SchemaReferences + Tags<'static>,
{
    let mut operation = P::operation();
    operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
    let mut schemas = Vec::new();
    P::schemas(&mut schemas);
    Documentation { operation, schemas }
}

fn method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}
