//! How a path becomes a resource: with and without a trailing slash, HEAD wherever there is GET, and 405 with
//! `Allow` for other methods.

use actix_web::{
    FromRequest, Handler, HttpResponse, Resource, Responder, Route, guard,
    http::{Method, header},
    web,
};

use std::sync::Arc;

use crate::{auth::Guard, error::ErrorBody};

/// A path and what its methods do.
pub struct Endpoint {
    path: &'static str,
    guard: Guard,
    methods: Vec<(Method, Access)>,
    /// Each makes a route; there are two of it, one for each spelling of the path.
    routes: Vec<Box<dyn Fn() -> Route>>,
}

/// The template of a path, as data of the resource that answers there.
#[derive(Clone)]
pub struct RouteTemplate(pub Arc<str>);

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    SignedIn,
    Public,
}

impl Endpoint {
    /// A path of the API, or of a page, as `guard` has it.
    pub fn at(path: &'static str, guard: Guard) -> Self {
        Self { path, guard, methods: Vec::new(), routes: Vec::new() }
    }

    /// Answers `method` for signed-in people.
    pub fn signed_in<F, A>(self, method: Method, handler: F) -> Self
    where
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        let guard = self.guard;
        self.route(method, Access::SignedIn, move |route| route.to(handler.clone()).wrap(guard))
    }

    /// Answers `method` for everybody.
    pub fn public<F, A>(self, method: Method, handler: F) -> Self
    where
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
    {
        self.route(method, Access::Public, move |route| route.to(handler.clone()))
    }

    fn route(mut self, method: Method, access: Access, finish: impl Fn(Route) -> Route + 'static) -> Self {
        self.methods.push((method.clone(), access));
        self.routes.push(Box::new(move || {
            finish(match method {
                Method::GET => web::route().guard(guard::Any(guard::Get()).or(guard::Head())),
                _ => web::route().method(method.clone()),
            })
        }));
        self
    }

    /// Its methods, its path below `prefix`, and who may call them.
    pub fn routes(&self, prefix: &str) -> Vec<(Method, String, Access)> {
        let path = format!("{prefix}{}", self.path);
        self.methods.iter().map(|(method, access)| (method.clone(), path.clone(), *access)).collect()
    }

    /// Puts them into the application, below `prefix`. Paths without ids come first, because they are found by comparison alone; and
    /// each spelling is a resource of its own, because two in one would be found by a regular expression.
    pub fn mount_all(prefix: &str, mut endpoints: Vec<Self>, config: &mut web::ServiceConfig) {
        endpoints.sort_by_key(Self::has_parameters);
        for endpoint in endpoints {
            let template = RouteTemplate(format!("{prefix}{}", endpoint.path).into());
            for spelling in spellings(endpoint.path) {
                config.service(endpoint.resource(&spelling).app_data(template.clone()));
            }
        }
    }

    /// Whether its path is found by a regular expression.
    pub fn has_parameters(&self) -> bool {
        self.path.contains('{')
    }

    fn resource(&self, path: &str) -> Resource {
        let allow = self.allow();
        let resource = self.routes.iter().fold(web::resource(path), |resource, route| resource.route(route()));
        resource.default_service(web::to(move |method: Method| {
            let answer = other_method(&method, &allow);
            async { answer }
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

/// What a method without a route gets. A plain OPTIONS is a question for `Allow`, and has its answer.
fn other_method(method: &Method, allow: &str) -> HttpResponse {
    let allow = (header::ALLOW, allow);
    match *method {
        Method::OPTIONS => HttpResponse::Ok().insert_header(allow).finish(),
        _ => HttpResponse::MethodNotAllowed()
            .insert_header(allow)
            .json(ErrorBody::new("This method is not allowed here.")),
    }
}

/// A path without and with a slash at its end.
fn spellings(path: &'static str) -> Vec<String> {
    match path {
        "" | "/" => vec![path.to_owned(), "/".to_owned()],
        path => vec![path.to_owned(), format!("{path}/")],
    }
}
