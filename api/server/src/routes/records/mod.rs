//! What the shop has: machines, materials, stock, tools, customers, rates. One way for all of them; each noun has its line below.

mod handle;

pub use handle::{Part, Past};

/// The operations of a list of things.
macro_rules! list_of {
    ($module:ident, $noun:tt, $tag:tt, $all:tt, $one:tt) => {
        #[allow(missing_docs, reason = "the same words for every noun stand in the operations")]
        pub mod $module {
            use axum::Json;
            use axum::extract::State;
            use axum::http::{HeaderMap, StatusCode};
            use axum::response::Response;
            use serde_json::{Map, Value};

            use super::{Part, handle};
            use crate::contract::{ProblemJson, RecordJson, RecordListJson};
            use crate::problem::Problem;
            use crate::routes::{Body, Path, Query};
            use crate::state::App;

            /// The things, in the shop's order, in pages; `words` narrows the list.
            #[utoipa::path(get, path = $all, tag = $tag, params(Part), responses((status = 200, body = RecordListJson)))]
            pub async fn list(State(app): State<App>, Query(part): Query<Part>) -> Result<Json<RecordListJson>, Problem> {
                handle::list(&app, $noun, part).await
            }

            /// Adds a thing at the end of the list. Its keys are those of the shop file; `id` names it for ever.
            #[utoipa::path(post, path = $all, tag = $tag,
                params(("idempotency-key" = Option<String>, Header, description = "The same key again gets the same answer and changes nothing")),
                request_body = Object,
                responses(
                    (status = 201, body = RecordJson, headers(("location" = String), ("etag" = String))),
                    (status = 409, body = ProblemJson, content_type = "application/problem+json"),
                    (status = 422, body = ProblemJson, content_type = "application/problem+json"),
                ))]
            pub async fn create(State(app): State<App>, Body(data): Body<Map<String, Value>>) -> Result<Response, Problem> {
                handle::create(&app, $noun, $all, data).await
            }

            /// One thing; its `ETag` is needed to change it.
            #[utoipa::path(get, path = $one, tag = $tag, params(("id" = String, Path, description = "Its name")), responses(
                (status = 200, body = RecordJson, headers(("etag" = String))),
                (status = 404, body = ProblemJson, content_type = "application/problem+json"),
            ))]
            pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
                handle::show(&app, $noun, &id).await
            }

            /// Changes a thing; refused when the shop would no longer hang together.
            #[utoipa::path(put, path = $one, tag = $tag,
                params(("id" = String, Path, description = "Its name"), ("if-match" = String, Header, description = "`ETag` of what is changed, or `*`")),
                request_body = Object,
                responses(
                    (status = 200, body = RecordJson, headers(("etag" = String))),
                    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
                    (status = 412, body = ProblemJson, content_type = "application/problem+json"),
                    (status = 422, body = ProblemJson, content_type = "application/problem+json"),
                    (status = 428, body = ProblemJson, content_type = "application/problem+json"),
                ))]
            pub async fn change(
                State(app): State<App>,
                Path(id): Path<String>,
                headers: HeaderMap,
                Body(data): Body<Map<String, Value>>,
            ) -> Result<Response, Problem> {
                handle::change(&app, $noun, &id, &headers, data).await
            }

            /// Removes a thing; refused when something else of the shop names it.
            #[utoipa::path(delete, path = $one, tag = $tag,
                params(("id" = String, Path, description = "Its name"), ("if-match" = String, Header, description = "`ETag` of what is removed, or `*`")),
                responses(
                    (status = 204, description = "Removed; the audit trail keeps it"),
                    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
                    (status = 412, body = ProblemJson, content_type = "application/problem+json"),
                    (status = 422, body = ProblemJson, content_type = "application/problem+json"),
                    (status = 428, body = ProblemJson, content_type = "application/problem+json"),
                ))]
            pub async fn remove(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap) -> Result<StatusCode, Problem> {
                handle::remove(&app, $noun, &id, &headers).await
            }
        }
    };
}

/// The operations of what there is one of.
macro_rules! one_of {
    ($module:ident, $noun:tt, $tag:tt, $path:tt, $history:tt) => {
        #[allow(missing_docs, reason = "the same words for every noun stand in the operations")]
        pub mod $module {
            use axum::Json;
            use axum::extract::State;
            use axum::http::HeaderMap;
            use axum::response::Response;
            use serde_json::{Map, Value};
            use trusquin_store::ONLY;

            use super::{Past, handle};
            use crate::contract::{ProblemJson, RecordHistoryJson, RecordJson};
            use crate::problem::Problem;
            use crate::routes::{Body, Query};
            use crate::state::App;

            /// As it is now; its `ETag` is needed to change it.
            #[utoipa::path(get, path = $path, tag = $tag, responses(
                                                (status = 200, body = RecordJson, headers(("etag" = String))),
                                                (status = 404, body = ProblemJson, content_type = "application/problem+json"),
                                            ))]
            pub async fn show(State(app): State<App>) -> Result<Response, Problem> {
                handle::show(&app, $noun, ONLY).await
            }

            /// Changes it, for what is priced from now on; quotes keep what they were priced with.
            #[utoipa::path(put, path = $path, tag = $tag,
                                                params(("if-match" = String, Header, description = "`ETag` of what is changed, or `*`")),
                                                request_body = Object,
                                                responses(
                                                    (status = 200, body = RecordJson, headers(("etag" = String))),
                                                    (status = 404, body = ProblemJson, content_type = "application/problem+json"),
                                                    (status = 412, body = ProblemJson, content_type = "application/problem+json"),
                                                    (status = 422, body = ProblemJson, content_type = "application/problem+json"),
                                                    (status = 428, body = ProblemJson, content_type = "application/problem+json"),
                                                ))]
            pub async fn change(
                State(app): State<App>,
                headers: HeaderMap,
                Body(data): Body<Map<String, Value>>,
            ) -> Result<Response, Problem> {
                handle::change(&app, $noun, ONLY, &headers, data).await
            }

            /// What it was, newest first, with who changed it and when.
            #[utoipa::path(get, path = $history, tag = $tag, params(Past), responses((status = 200, body = RecordHistoryJson)))]
            pub async fn history(State(app): State<App>, Query(past): Query<Past>) -> Result<Json<RecordHistoryJson>, Problem> {
                handle::history(&app, $noun, ONLY, past).await
            }
        }
    };
}

list_of!(work_centres, "work_centre", "machines", "/api/work-centres", "/api/work-centres/{id}");
list_of!(machines, "machine", "machines", "/api/machines", "/api/machines/{id}");
list_of!(materials, "material", "materials", "/api/materials", "/api/materials/{id}");
list_of!(treatments, "treatment", "materials", "/api/treatments", "/api/treatments/{id}");
list_of!(stock, "stock", "stock", "/api/stock", "/api/stock/{id}");
list_of!(tools, "tools", "tools", "/api/tools", "/api/tools/{id}");
list_of!(customers, "customers", "customers", "/api/customers", "/api/customers/{id}");
one_of!(company, "company", "company", "/api/company", "/api/company/history");
one_of!(calendar, "calendar", "company", "/api/calendar", "/api/calendar/history");
one_of!(rates, "rates", "rates", "/api/rates", "/api/rates/history");
one_of!(scenarios, "scenarios", "rates", "/api/scenario-settings", "/api/scenario-settings/history");
one_of!(trades, "trades", "company", "/api/trades", "/api/trades/history");
