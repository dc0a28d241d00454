//! Parts quoted before that are like one asked now, with the times and prices they were quoted at.

use std::collections::BTreeMap;

use jiff::civil::Date;
use trusquin_domain::{Money, Part, Quote, QuoteLine, ScenarioKind};
use trusquin_machining::{DESCRIPTOR_VERSION, Descriptor, Likeness, likeness, nearest};
use trusquin_store::{KeptQuote, QuotedPart, Store, StoreError};

/// A part of an earlier quote.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierPart {
    /// Number of its quote.
    pub quote: String,
    /// The RFQ that asked for it.
    pub rfq_id: i64,
    /// Day of the quote.
    pub date: Date,
    /// The line, with part and routing.
    pub line: QuoteLine,
    /// Unit prices it was quoted at.
    pub prices: Vec<EarlierPrice>,
    /// How alike the two are.
    pub likeness: Likeness,
}

/// A unit price of an earlier quote.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierPrice {
    /// Scenario.
    pub scenario: ScenarioKind,
    /// Pieces.
    pub quantity: u32,
    /// Before tax.
    pub unit_price: Money,
    /// Currency.
    pub currency: String,
}

/// Keeps the descriptors of a quote's lines. Twice the same is once.
///
/// # Errors
/// The store refuses.
pub async fn describe_quote(store: &Store, number: &str, quote: &Quote) -> Result<(), StoreError> {
    let lines: Vec<(u32, Vec<u8>)> =
        quote.lines.iter().filter_map(|line| Some((line.line, Descriptor::new(&line.part)?.to_bytes()))).collect();
    store.keep_descriptors(number, DESCRIPTOR_VERSION, &lines).await
}

/// Everything quoted so far, ready to be searched. Every part is measured (no index that could miss one): 100 000 parts are 17 MB.
#[derive(Debug)]
pub struct EarlierParts {
    parts: Vec<QuotedPart>,
    descriptors: Vec<Descriptor>,
}

impl EarlierParts {
    /// Loads the descriptors, making those that an older program did not write.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn load(store: &Store) -> Result<Self, StoreError> {
        for number in store.quotes_to_describe(DESCRIPTOR_VERSION).await? {
            if let Some(kept) = store.quote_by_number(&number).await? {
                describe_quote(store, &number, &kept.quote).await?;
            }
        }
        let kept = store.quoted_parts(DESCRIPTOR_VERSION).await?.into_iter();
        let (parts, descriptors) = kept.filter_map(|part| Descriptor::from_bytes(&part.descriptor).map(|read| (part, read))).unzip();
        Ok(Self { parts, descriptors })
    }

    /// The `top` earlier parts nearest to one, nearest first, newest first where equal; not those of the RFQ `except`.
    ///
    /// # Errors
    /// The store refuses.
    pub async fn like(&self, store: &Store, part: &Part, top: usize, except: Option<i64>) -> Result<Vec<EarlierPart>, StoreError> {
        let Some(wanted) = Descriptor::new(part) else { return Ok(Vec::new()) };
        let own = self.parts.iter().filter(|known| Some(known.rfq_id) == except).count();
        let mut quotes: BTreeMap<String, Option<KeptQuote>> = BTreeMap::new();
        let mut found = Vec::new();
        for (index, _) in nearest(&wanted, &self.descriptors, top + own) {
            let Some((known, descriptor)) = self.parts.get(index).zip(self.descriptors.get(index)) else { continue };
            if Some(known.rfq_id) == except || found.len() >= top {
                continue;
            }
            if !quotes.contains_key(&known.quote) {
                quotes.insert(known.quote.clone(), store.quote_by_number(&known.quote).await?);
            }
            let kept = quotes.get(&known.quote).and_then(Option::as_ref);
            found.extend(kept.and_then(|kept| earlier(kept, known.line, likeness(&wanted, descriptor))));
        }
        Ok(found)
    }
}

/// Earlier parts told with a line of a quote.
const TOLD: usize = 5;

/// Farther than this an earlier part tells nothing about a price.
const TELLING: f32 = 1.5;

/// Earlier parts like each line of a quote that are near enough to tell something; not those of its own RFQ.
///
/// # Errors
/// The store refuses.
pub async fn similar_of_lines(store: &Store, quote: &Quote, rfq: i64) -> Result<BTreeMap<u32, Vec<EarlierPart>>, StoreError> {
    let earlier = EarlierParts::load(store).await?;
    let mut found = BTreeMap::new();
    for line in &quote.lines {
        let mut similar = earlier.like(store, &line.part, TOLD, Some(rfq)).await?;
        similar.retain(|it| it.likeness.distance <= TELLING);
        found.insert(line.line, similar);
    }
    Ok(found)
}

fn earlier(kept: &KeptQuote, line: u32, likeness: Likeness) -> Option<EarlierPart> {
    let quoted = kept.quote.lines.iter().find(|quoted| quoted.line == line)?.clone();
    let prices = kept.quote.scenarios.iter().filter_map(|scenario| {
        let unit_price = scenario.lines.iter().find(|priced| priced.line == line)?.unit_price?;
        Some(EarlierPrice { scenario: scenario.name, quantity: scenario.quantity, unit_price, currency: scenario.currency.clone() })
    });
    let prices = prices.collect();
    Some(EarlierPart { quote: kept.number.clone(), rfq_id: kept.rfq_id, date: kept.quote.date, line: quoted, prices, likeness })
}
