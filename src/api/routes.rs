//! Routes: a path, the handlers of its methods, and who may call them.
//!
//! A path also works with a trailing slash. It answers HEAD if it answers GET, and other methods with 405 and `Allow`.

use std::sync::Arc;

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder, ResponseError, guard,
    http::{Method, header},
    middleware::from_fn,
    web,
};

use crate::{
    auth::{Guard, load_staff},
    error::ApiError,
};

/// A path and the handlers of its methods.
pub struct Route {
    path: String,
    guard: Guard,
    methods: Vec<(Method, Access)>,
    /// Each builds an actix route, once for the path with and once for the path without a trailing slash.
    builders: Vec<Box<dyn Fn() -> actix_web::Route>>,
}

/// The template of a path, as data of its resource.
#[derive(Clone)]
pub struct RouteTemplate(pub Arc<str>);

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    SignedIn,
    /// Moderators or admins, by an argument of the handler.
    Staff,
    Public,
}

impl Route {
    /// A path. `guard` protects its methods that require sign-in.
    pub fn at(path: impl Into<String>, guard: Guard) -> Self {
        Self { path: path.into(), guard, methods: Vec::new(), builders: Vec::new() }
    }

    /// Handles `method` for signed-in users.
    pub fn signed_in<F, A>(self, method: Method, handler: F) -> Self
    where
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.with(method, Access::SignedIn, handler)
    }

    /// Handles `method` for all clients.
    pub fn public<F, A>(self, method: Method, handler: F) -> Self
    where
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.with(method, Access::Public, handler)
    }

    /// Handles `method` for clients with `access`.
    pub fn with<F, A>(mut self, method: Method, access: Access, handler: F) -> Self
    where
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.methods.push((method.clone(), access));
        let guard = self.guard;
        self.builders.push(Box::new(move || {
            let route = match method {
                Method::GET => web::route().guard(guard::Any(guard::Get()).or(guard::Head())),
                _ => web::route().method(method.clone()),
            };
            let route = route.to(handler.clone());
            match access {
                Access::SignedIn => route.wrap(guard),
                Access::Staff => route.wrap(from_fn(load_staff)).wrap(guard),
                Access::Public => route,
            }
        }));
        self
    }

    pub fn path(&self) -> &str {
        &self.path
    }

    pub fn methods(&self) -> &[(Method, Access)] {
        &self.methods
    }

    /// Adds routes to the application, below `prefix`. Paths without parameters come first, because actix finds them by
    /// comparison. Each form of a path is a separate resource, because actix matches two forms in one by a regular
    /// expression.
    pub fn mount_all(prefix: &str, mut routes: Vec<Self>, config: &mut web::ServiceConfig) {
        routes.sort_by_key(Self::has_parameters);
        for route in routes {
            let template = RouteTemplate(format!("{prefix}{}", route.path).into());
            for path in with_and_without_slash(&route.path) {
                config.service(route.resource(&path).app_data(template.clone()));
            }
        }
    }

    /// Whether actix matches the path by a regular expression.
    pub fn has_parameters(&self) -> bool {
        self.path.contains('{')
    }

    fn resource(&self, path: &str) -> Resource {
        let allow = self.allow();
        let resource = self.builders.iter().fold(web::resource(path), |resource, build| resource.route(build()));
        resource.default_service(web::to(move |method: Method| {
            let response = other_method(&method, &allow);
            async { response }
        }))
    }

    fn allow(&self) -> String {
        let mut names: Vec<&str> = Vec::new();
        for (method, _) in &self.methods {
            names.push(method.as_str());
            if *method == Method::GET {
                names.push("HEAD");
            }
        }
        names.push("OPTIONS");
        names.join(", ")
    }
}

/// Answers a method without a handler: OPTIONS with the `Allow` header, others with 405.
fn other_method(method: &Method, allow: &str) -> HttpResponse {
    let mut response = match *method {
        Method::OPTIONS => HttpResponse::Ok().finish(),
        _ => ApiError::MethodNotAllowed.error_response(),
    };
    if let Ok(allow) = allow.parse() {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}

fn with_and_without_slash(path: &str) -> Vec<String> {
    match path {
        "" | "/" => vec![path.to_owned(), "/".to_owned()],
        path => vec![path.to_owned(), format!("{path}/")],
    }
}
