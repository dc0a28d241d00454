//! GET /api/shop: what anybody may know of the shop.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::state::App;

/// Public facts of the shop.
#[derive(Debug, Serialize, ToSchema)]
#[schema(title = "Shop")]
pub struct ShopJson {
    company: String,
    legal_form: String,
    address: Vec<String>,
    #[schema(required = true)]
    telephone: Option<String>,
    #[schema(required = true)]
    email: Option<String>,
    /// ISO 4217.
    currency: String,
    /// Days a quote stays valid.
    validity_days: u32,
}

/// Public facts of the shop, for the header of a page.
///
/// # Errors
/// The database refuses.
#[utoipa::path(get, path = "/api/shop", tag = "shop", responses((status = 200, body = ShopJson)))]
pub async fn show(State(app): State<App>) -> Result<Json<ShopJson>, Problem> {
    let shop = app.service.shop().await?;
    let company = shop.company;
    Ok(Json(ShopJson {
        company: company.name,
        legal_form: company.legal_form,
        address: company.address,
        telephone: company.telephone,
        email: company.email,
        currency: shop.rates.currency,
        validity_days: company.validity_days,
    }))
}
