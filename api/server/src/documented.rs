//! What holds for every operation, written into the OpenAPI document in one place: how to log in, and the answers of the guard.

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder, Schema};

use crate::access::COOKIE;
use crate::access::rights::{ANYONE, allows, right};

/// Names of the two ways to show who one is.
const WAYS: [&str; 2] = ["session", "key"];

/// Adds what every operation shares.
pub fn complete(document: &mut OpenApi) {
    let components = document.components.get_or_insert_with(Default::default);
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(COOKIE)));
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    for (name, scheme) in WAYS.into_iter().zip([cookie, bearer]) {
        components.add_security_scheme(name, scheme);
    }
    for (path, item) in &mut document.paths.paths {
        let all = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("patch", &mut item.patch),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?))) {
            let words = path.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty() && *word != "api");
            operation.operation_id = Some(std::iter::once(method).chain(words).collect::<Vec<_>>().join("_"));
            share(operation, method != "get");
        }
    }
}

fn share(operation: &mut Operation, writing: bool) {
    let module = operation.tags.as_ref().and_then(|tags| tags.first()).cloned().unwrap_or_default();
    let open = allows(right(ANYONE, &module), writing);
    // A key that is not valid is refused everywhere.
    add(operation, "401", "Nobody is logged in, or the key is not valid");
    if !open || writing {
        add(operation, "403", "The role or the key does not allow it, or the request comes from a page of another site");
    }
    if operation.parameters.as_ref().is_some_and(|parameters| !parameters.is_empty()) || operation.request_body.is_some() {
        add(operation, "400", "A parameter or the body is not understood");
    }
    if !open {
        operation.security = Some(WAYS.map(|name| SecurityRequirement::new::<_, [&str; 0], &str>(name, [])).to_vec());
    }
}

/// Adds an answer that is a problem, where the operation does not tell its own.
fn add(operation: &mut Operation, status: &str, description: &str) {
    let problem: RefOr<Schema> = RefOr::Ref(Ref::from_schema_name("ProblemJson"));
    let content = ContentBuilder::new().schema(Some(problem)).build();
    let answer = ResponseBuilder::new().description(description).content("application/problem+json", content).build();
    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| answer.into());
}
