//! Who sells and who buys, as every document shows them.

use serde::Serialize;
use trusquin_domain::Shop;

use super::text;
use crate::documents::french;

/// The seller with all that French law wants on a commercial document (code de commerce, articles R. 123-237 and L. 441-9).
#[derive(Debug, Serialize)]
pub(in crate::documents) struct Seller {
    name: String,
    legal_form: String,
    capital: String,
    address: Vec<String>,
    siren: String,
    siret: String,
    rcs: String,
    vat_id: String,
    telephone: Option<String>,
    email: Option<String>,
    payment_terms: String,
    late_penalty: String,
    early_payment: String,
    incoterm: String,
    quantity_tolerance: Option<String>,
    general_terms: Option<String>,
}

/// The customer.
#[derive(Debug, Serialize)]
pub(in crate::documents) struct Buyer {
    name: String,
    address: Vec<String>,
    contact: Option<String>,
    siren: Option<String>,
    vat_id: Option<String>,
    reference: Option<String>,
    delivery_address: Vec<String>,
}

impl Seller {
    /// The shop; a payment term agreed with the customer stands in the place of the usual one.
    pub(in crate::documents) fn of(shop: &Shop) -> Self {
        let company = &shop.company;
        let agreed = shop.customer.as_ref().and_then(|customer| customer.payment_terms.as_deref());
        Self {
            name: text(&company.name),
            legal_form: text(&company.legal_form),
            capital: french::money(company.capital, &shop.rates.currency),
            address: company.address.iter().map(|line| text(line)).collect(),
            siren: text(&company.siren()),
            siret: text(&company.siret),
            rcs: text(&company.rcs),
            vat_id: text(&company.vat_id),
            telephone: company.telephone.as_deref().map(text),
            email: company.email.as_deref().map(text),
            payment_terms: text(agreed.unwrap_or(&company.payment_terms)).trim_end_matches('.').to_owned(),
            late_penalty: text(&company.late_penalty).trim_end_matches('.').to_owned(),
            early_payment: text(&company.early_payment).trim_end_matches('.').to_owned(),
            incoterm: text(&company.incoterm),
            quantity_tolerance: company.quantity_tolerance.as_deref().map(|it| text(it).trim_end_matches('.').to_owned()),
            general_terms: company.general_terms.as_deref().map(|it| text(it).trim_end_matches('.').to_owned()),
        }
    }
}

impl Buyer {
    /// The customer of the shop file or of the RFQ; `None` when nobody is named.
    pub(in crate::documents) fn of(shop: &Shop) -> Option<Self> {
        let customer = shop.customer.as_ref()?;
        let lines = |lines: &[String]| lines.iter().map(|line| text(line)).collect::<Vec<_>>();
        Some(Self {
            name: text(&customer.name),
            address: lines(&customer.address),
            contact: customer.contact.as_deref().map(text),
            siren: customer.siren.as_deref().map(text),
            vat_id: customer.vat_id.as_deref().map(text),
            reference: customer.reference.as_deref().map(text),
            delivery_address: lines(&customer.delivery_address),
        })
    }
}
