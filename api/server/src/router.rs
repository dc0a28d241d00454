//! Every route of the service, with the OpenAPI document made from them.

use axum::extract::DefaultBodyLimit;
use axum::routing::any;
use axum::{Router, middleware};
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::access::{Guard, guard};
use crate::contract::ProblemJson;
use crate::documented::complete;
use crate::routes::{accounts, audit, compare, demo, health, keys, parts, quotes, records, rfqs, session, setup, shop};
use crate::state::App;
use crate::{problem, repeats, request, web};

#[derive(OpenApi)]
#[openapi(
    info(title = "Trusquin", description = "Drawings to quotes, on the shop's own machine."),
    components(schemas(ProblemJson, rfqs::title_block::CorrectedValue)),
    tags(
        (name = "rfqs", description = "Requests for quotation: files in, state and readings out"),
        (name = "quotes", description = "Quotes made from them"),
        (name = "parts", description = "Parts: issues compared, similar ones found"),
        (name = "shop", description = "The shop"),
        (name = "company", description = "The company, its calendar"),
        (name = "rates", description = "Rate grid and scenario settings, with their history"),
        (name = "machines", description = "Machines and work centres"),
        (name = "materials", description = "Materials and treatments"),
        (name = "tools", description = "Tools"),
        (name = "stock", description = "Bars, plates and offcuts"),
        (name = "customers", description = "Customers"),
        (name = "session", description = "Logging in and out"),
        (name = "setup", description = "The first run"),
        (name = "accounts", description = "Who may use the service"),
        (name = "keys", description = "Keys of programs"),
        (name = "audit", description = "Who did what"),
        (name = "demo", description = "The demonstration shop"),
        (name = "service", description = "The service itself")
    )
)]
struct Document;

/// The API's routes and their document.
pub fn api(app: &App) -> (Router<App>, utoipa::openapi::OpenApi) {
    let upload = usize::try_from(app.limits.request_bytes).unwrap_or(usize::MAX);
    let (routes, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(rfqs::create::create).layer(DefaultBodyLimit::max(upload)))
        .routes(routes!(rfqs::list::list))
        .routes(routes!(rfqs::show::show))
        .routes(routes!(rfqs::events::events))
        .routes(routes!(rfqs::analysis::analysis))
        .routes(routes!(rfqs::model::model))
        .routes(routes!(rfqs::page::page))
        .routes(routes!(rfqs::title_block::title_block))
        .routes(routes!(rfqs::restrict::restrict))
        .routes(routes!(quotes::list::list))
        .routes(routes!(quotes::show::show))
        .routes(routes!(quotes::pdf::pdf))
        .routes(routes!(compare::compare))
        .routes(routes!(parts::similar::similar))
        .routes(routes!(shop::show::show))
        .routes(routes!(health::health))
        .routes(routes!(setup::show::show, setup::create::create))
        .routes(routes!(session::show::show, session::open::open, session::close::close))
        .routes(routes!(session::password::password))
        .routes(routes!(accounts::list::list, accounts::create::create))
        .routes(routes!(accounts::show::show, accounts::change::change))
        .routes(routes!(accounts::password::password))
        .routes(routes!(keys::list::list, keys::create::create))
        .routes(routes!(keys::revoke::revoke))
        .routes(routes!(audit::list::list))
        .routes(routes!(demo::load::load, demo::remove::remove))
        .merge(shop_records())
        .split_for_parts();
    complete(&mut document);
    let once = middleware::from_fn_with_state(app.clone(), repeats::once);
    let guarded = routes.route_layer(once).route_layer(middleware::from_fn_with_state(Guard::new(app.clone(), &document), guard));
    (guarded, document)
}

/// What the shop has.
fn shop_records() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(records::work_centres::list, records::work_centres::create))
        .routes(routes!(records::work_centres::show, records::work_centres::change, records::work_centres::remove))
        .routes(routes!(records::machines::list, records::machines::create))
        .routes(routes!(records::machines::show, records::machines::change, records::machines::remove))
        .routes(routes!(records::materials::list, records::materials::create))
        .routes(routes!(records::materials::show, records::materials::change, records::materials::remove))
        .routes(routes!(records::treatments::list, records::treatments::create))
        .routes(routes!(records::treatments::show, records::treatments::change, records::treatments::remove))
        .routes(routes!(records::stock::list, records::stock::create))
        .routes(routes!(records::stock::show, records::stock::change, records::stock::remove))
        .routes(routes!(records::tools::list, records::tools::create))
        .routes(routes!(records::tools::show, records::tools::change, records::tools::remove))
        .routes(routes!(records::customers::list, records::customers::create))
        .routes(routes!(records::customers::show, records::customers::change, records::customers::remove))
        .routes(routes!(records::company::show, records::company::change))
        .routes(routes!(records::company::history))
        .routes(routes!(records::calendar::show, records::calendar::change))
        .routes(routes!(records::calendar::history))
        .routes(routes!(records::rates::show, records::rates::change))
        .routes(routes!(records::rates::history))
        .routes(routes!(records::trades::show, records::trades::change))
        .routes(routes!(records::trades::history))
        .routes(routes!(records::scenarios::show, records::scenarios::change))
        .routes(routes!(records::scenarios::history))
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
