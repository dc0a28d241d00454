//! The basis of an estimate, frozen with the quote: what its prices stood on, and a hash that changes when any of it does.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};
use trusquin_domain::{EstimateBasis, LineTerms, LineToPrice, MachineChoice, QuoteTerms, Routing, Shop, TimeBasis};

/// What is hashed of a line: all that its price stands on.
type Hashed<'a> = (u32, Option<&'a str>, &'a LineTerms, Vec<(u32, MachineChoice, &'a Routing)>);

/// The basis; `None` when it cannot be written down, which no value of ours can cause.
pub(crate) fn basis(lines: &[LineToPrice], shop: &Shop, terms: &QuoteTerms) -> Option<EstimateBasis> {
    let routings = || lines.iter().flat_map(|line| line.routings.values());
    let used: BTreeSet<&str> = routings().filter_map(|routing| routing.raw_stock.as_ref()).map(|blank| blank.material.as_str()).collect();
    let material_prices: BTreeMap<_, _> =
        used.into_iter().filter_map(|id| shop.material_by_id(id)).map(|material| (material.id.clone(), material.price_date)).collect();
    let time_bases = routings()
        .flat_map(|routing| &routing.operations)
        .map(|operation| match &operation.time.basis {
            TimeBasis::Physics => "physics".to_owned(),
            TimeBasis::Setting => "setting".to_owned(),
            TimeBasis::Model(version) => format!("model:{version}"),
        })
        .collect();
    let hashed: Vec<Hashed<'_>> = lines
        .iter()
        .map(|line| {
            let routings = line.routings.iter().map(|((quantity, choice), routing)| (*quantity, *choice, routing)).collect();
            (line.line, line.part.manual_reason.as_deref(), &line.terms, routings)
        })
        .collect();
    let mut hash = Sha256::new();
    hash.update(serde_json::to_vec(&(shop, terms, hashed)).ok()?);
    let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Some(EstimateBasis { rates_valid_from: shop.rates.valid_from, material_prices, time_bases, sha256 })
}
