//! In front of every route: who asks, whether they may, and in whose name it is done.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use trusquin_store::{Actor, acting_as};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};

use super::rights::{ANYONE, allows, right};
use super::{By, CALLER, CSRF_HEADER, Caller, secrets};
use crate::problem::Problem;
use crate::request;
use crate::state::App;

/// The module of every operation, read from the document that is made from the routes.
#[derive(Clone)]
pub struct Guard {
    app: App,
    modules: Arc<HashMap<(Method, String), String>>,
}

impl Guard {
    /// A guard for the routes of a document.
    pub fn new(app: App, document: &OpenApi) -> Self {
        let mut modules = HashMap::new();
        for (path, item) in &document.paths.paths {
            for (method, operation) in operations(item) {
                let module = operation.tags.as_ref().and_then(|tags| tags.first()).cloned().unwrap_or_default();
                modules.insert((method, path.clone()), module);
            }
        }
        Self { app, modules: Arc::new(modules) }
    }
}

/// Operations of a path with their methods.
pub fn operations(item: &PathItem) -> impl Iterator<Item = (Method, &Operation)> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// The layer: refuses, or goes on in the name of the caller.
pub async fn guard(State(guard): State<Guard>, mut request: Request, next: Next) -> Response {
    // A HEAD is answered by the route of its GET.
    let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
    let path = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    // No such operation: what follows answers that.
    let Some(module) = guard.modules.get(&(method.clone(), path)) else { return next.run(request).await };
    let caller = match Caller::of(guard.app.store(), request.headers()).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    let writing = method != Method::GET;
    let Some(caller) = caller else {
        let open = allows(right(ANYONE, module), writing);
        return if open { next.run(request).await } else { Problem::new("API-040").into_response() };
    };
    if !allows(right(ANYONE, module), writing) && !caller.may(module, writing) {
        return Problem::new("API-041").about(&caller.account.role).about(module).into_response();
    }
    if writing && !is_ours(&caller, request.headers()) {
        return Problem::new("API-043").into_response();
    }
    let actor = Actor { account: Some(caller.account.id), name: caller.name(), request: request::id() };
    request.extensions_mut().insert(caller.clone());
    acting_as(actor, CALLER.scope(caller, next.run(request))).await
}

/// True when a change that came with a cookie comes from a page of ours: the browser says so, or the page knows the session's own word.
/// (Requests of other sites are refused before: [`request::surround`].) A key is sent on purpose and needs no such proof.
fn is_ours(caller: &Caller, headers: &HeaderMap) -> bool {
    let By::Session(token) = &caller.by else { return true };
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    text("sec-fetch-site").is_some() || text("origin").is_some() || text(CSRF_HEADER) == Some(&secrets::csrf_token(token))
}
