//! Every route of the service, with the OpenAPI document made from them.

use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::contract::ProblemJson;
use crate::routes::{compare, health, parts, quotes, rfqs, shop};
use crate::state::App;
use crate::{problem, request, web};

#[derive(OpenApi)]
#[openapi(
    info(title = "Trusquin", description = "Drawings to quotes, on the shop's own machine."),
    components(schemas(ProblemJson, rfqs::title_block::CorrectedValue)),
    tags(
        (name = "rfqs", description = "Requests for quotation: files in, state and readings out"),
        (name = "quotes", description = "Quotes made from them"),
        (name = "parts", description = "Parts: issues compared, similar ones found"),
        (name = "shop", description = "The shop"),
        (name = "service", description = "The service itself")
    )
)]
struct Document;

/// The API's routes and their document.
pub fn api(app: &App) -> (Router<App>, utoipa::openapi::OpenApi) {
    let upload = usize::try_from(app.limits.request_bytes).unwrap_or(usize::MAX);
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(rfqs::create::create).layer(DefaultBodyLimit::max(upload)))
        .routes(routes!(rfqs::list::list))
        .routes(routes!(rfqs::show::show))
        .routes(routes!(rfqs::events::events))
        .routes(routes!(rfqs::analysis::analysis))
        .routes(routes!(rfqs::model::model))
        .routes(routes!(rfqs::page::page))
        .routes(routes!(rfqs::title_block::title_block))
        .routes(routes!(quotes::list::list))
        .routes(routes!(quotes::show::show))
        .routes(routes!(quotes::pdf::pdf))
        .routes(routes!(compare::compare))
        .routes(routes!(parts::similar::similar))
        .routes(routes!(shop::show::show))
        .routes(routes!(health::health))
        .split_for_parts()
}

/// The whole service.
pub fn router(app: App) -> Router {
    let (routes, document) = api(&app);
    routes
        .merge(SwaggerUi::new("/api/docs").url("/api/openapi.json", document))
        .route("/api/{*rest}", any(|| async { problem::Problem::new("API-001") }))
        .with_state(app)
        .fallback(web::serve)
        .layer(middleware::from_fn(request::surround))
}
