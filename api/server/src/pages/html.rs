//! The two pages as HTML, in French. Every text of a customer is escaped.

use trusquin_domain::{Quote, ScenarioKind};
use trusquin_store::{KeptQuote, QuoteSummary};

use crate::terminal::{french_date, french_money, process_name, scenario_delivery, scenario_name, scenario_total};

const STYLE: &str = include_str!("pages.css");

/// Escapes a text for HTML content and attributes.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, character| {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
        out
    })
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"fr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{} – Trusquin</title><style>{STYLE}</style></head><body><header><a href=\"/\">Trusquin</a></header><main>{body}</main></body></html>",
        escape(title)
    )
}

/// The list of quotes.
pub fn list(quotes: &[QuoteSummary]) -> String {
    if quotes.is_empty() {
        return page("Devis", "<h1>Devis</h1><p>Aucun devis. Lancez <code>make quote</code> ou <code>trusquin quote --data …</code>.</p>");
    }
    let rows: String = quotes
        .iter()
        .map(|summary| {
            let prices: String = main_scenarios(&summary.quote)
                .map(|scenario| {
                    format!("<td class=\"number\">{}<small>{}</small></td>", scenario_total(scenario), scenario_delivery(scenario))
                })
                .collect();
            format!(
                "<tr><td><a href=\"/quotes/{0}\">{0}</a></td><td>{1}</td><td class=\"number\">{2}</td>{prices}</tr>",
                escape(&summary.number),
                french_date(summary.quote.date),
                summary.quote.lines.len()
            )
        })
        .collect();
    page(
        "Devis",
        &format!(
            "<h1>Devis</h1><table><thead><tr><th>Numéro</th><th>Date</th><th>Lignes</th><th>Express</th><th>Standard</th><th>Économique</th></tr></thead><tbody>{rows}</tbody></table>"
        ),
    )
}

/// The three scenarios of the main quantity.
fn main_scenarios(quote: &Quote) -> impl Iterator<Item = &trusquin_domain::Scenario> {
    quote.scenarios.iter().take(3)
}

/// One quote.
pub fn quote(kept: &KeptQuote) -> String {
    let quote = &kept.quote;
    let scenarios: String = quote
        .scenarios
        .iter()
        .map(|scenario| {
            let reasons: String = scenario.reasons.iter().map(|reason| format!("<li>{}</li>", escape(reason))).collect();
            let before_tax = if scenario.total.is_some() { " HT" } else { "" };
            let delivery = match (scenario.delivery_date, scenario.lead_time_days) {
                (Some(date), Some(days)) => format!("<p>Livraison le {} ({days} jours)</p>", french_date(date)),
                _ if scenario.total.is_some() => "<p>Délai à convenir</p>".to_owned(),
                _ => String::new(),
            };
            format!(
                "<section class=\"scenario\"><h2>{} <small>× {}</small></h2><p class=\"price\">{}{before_tax}</p>{delivery}<ul>{reasons}</ul></section>",
                scenario_name(scenario.name),
                scenario.quantity,
                scenario_total(scenario),
            )
        })
        .collect();
    let standard = quote.scenarios.iter().find(|scenario| scenario.name == ScenarioKind::Standard);
    let lines: String = quote
        .lines
        .iter()
        .map(|line| {
            let part = &line.part;
            let price = standard.and_then(|scenario| scenario.lines.iter().find(|priced| priced.line == line.line)).and_then(|priced| priced.unit_price);
            let price = price.map_or_else(
                || format!("<em>à saisir à la main : {}</em>", escape(part.manual_reason.as_deref().unwrap_or("voir les questions"))),
                french_money,
            );
            let text = |value: Option<&str>| escape(value.unwrap_or("–"));
            let operations: String = line
                .routing
                .iter()
                .flat_map(|routing| &routing.operations)
                .map(|operation| format!("<li>OP{} {} : {}</li>", operation.op, escape(&operation.name), escape(&operation.text)))
                .collect();
            format!(
                "<tr><td class=\"number\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"number\">{price}</td></tr>\
                 <tr class=\"detail\"><td></td><td colspan=\"6\"><details><summary>Gamme et questions</summary><ol>{operations}</ol><ul>{}</ul></details></td></tr>",
                line.line,
                text(part.drawing_number.as_ref().map(|it| it.value.as_str())),
                text(part.revision.as_ref().map(|it| it.value.as_str())),
                text(part.title.as_ref().map(|it| it.value.as_str())),
                text(part.material.as_ref().map(|it| it.written.value.as_str())),
                part.processes.first().map_or("–", |guess| process_name(guess.process)),
                line.questions.iter().map(|question| format!("<li>{}</li>", escape(question))).collect::<String>(),
            )
        })
        .collect();
    let number = escape(&kept.number);
    page(
        &kept.number,
        &format!(
            "<h1>Devis {number}</h1><p>Du {}, valable jusqu'au {}. <a href=\"/quotes/{number}/pdf\">PDF</a></p><div class=\"scenarios\">{scenarios}</div>\
             <table><thead><tr><th>N°</th><th>Plan</th><th>Ind.</th><th>Désignation</th><th>Matière</th><th>Procédé</th><th>Prix unitaire HT (standard)</th></tr></thead><tbody>{lines}</tbody></table>",
            french_date(quote.date),
            french_date(quote.valid_until)
        ),
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use trusquin_domain::{Analysis, Shop};
    use trusquin_intake::{RfqOptions, quote_analyses};
    use trusquin_store::{KeptQuote, QuoteSummary};

    use super::escape;

    #[test]
    fn a_quote_without_a_price_shows_no_amount_and_no_date() {
        let shop = Shop::from_toml(include_str!("../../../../datasets/demo_shop/shop.toml")).unwrap();
        let unreadable = Analysis { file: "scan.pdf".to_owned(), ..Analysis::default() };
        let options = RfqOptions { quantities: vec![1], today: jiff::civil::date(2026, 11, 23) };
        let quote = quote_analyses(&[unreadable], &shop, &options).quote;
        let list = super::list(&[QuoteSummary { number: "D1".to_owned(), quoted_on: String::new(), quote: quote.clone() }]);
        let page = super::quote(&KeptQuote { number: "D1".to_owned(), rfq_id: 1, quote, shop });
        for html in [list, page] {
            assert_eq!(html.matches("à chiffrer").count(), 3, "{html}");
            assert!(!html.contains("0,00") && !html.contains("Livraison le"), "{html}");
        }
    }

    #[test]
    fn a_customers_text_cannot_become_markup() {
        assert_eq!(escape("<script>'\"&"), "&lt;script&gt;&#39;&quot;&amp;");
    }
}
