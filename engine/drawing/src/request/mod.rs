//! A customer's message to what it plainly asks for: quantities, delivery, answer, each with its words.
//!
//! Architecture invariant: nothing is guessed. What is said twice and differently, about, or so that two readings are possible, is left
//! out and becomes a question.

mod article;
mod day;
mod quantity;
mod sentence;
mod table;
mod words;

use jiff::civil::Date;
use trusquin_domain::{ArticleRequest, CustomerRequest, Diagnostic, MailMessage, Reading, Said, Sender};

use article::read_pieces;
use day::{For, Unclear, wanted_days};
use sentence::{newest_and_older, sentences};
use table::take_tables;
use words::{Words, words};

/// Reads a message. `attached` are the names of the files that came with it.
pub fn read_request(message: &MailMessage, attached: &[String]) -> Reading<CustomerRequest> {
    let mut request = CustomerRequest {
        subject: message.subject.clone().filter(|subject| !subject.is_empty()),
        sent: message.sent,
        customer: sender(message),
        ..CustomerRequest::default()
    };
    let Some(words) = words() else { return Reading::clean(request) };
    let (newest, older) = newest_and_older(&message.body, words);
    let newest = Findings::read(&format!("{}\n\n{newest}", message.subject.as_deref().unwrap_or_default()), message.sent, attached, words);
    let older = Findings::read(&older, message.sent, attached, words);
    if let Some(forwarded) = forwarded_sender(message) {
        request.customer = Some(forwarded);
    }
    let mut open = Vec::new();
    request.articles = decide_articles(&newest, &older, &mut open);
    request.quantities =
        decide(&newest.general, &older.general, "quantities", "Plusieurs quantités demandées, lesquelles chiffrer", &mut open);
    request.requested_date =
        decide(&newest.delivery, &older.delivery, "days of delivery", "Plusieurs dates de livraison, laquelle retenir", &mut open);
    request.reply_by =
        decide(&newest.reply, &older.reply, "days for the answer", "Plusieurs dates de réponse, laquelle retenir", &mut open);
    let silent = request.quantities.is_none() && request.articles.is_empty();
    for (what, question, texts, wanted) in [
        ("quantity", "Quantité à préciser", &newest.unclear_pieces, silent),
        ("day of delivery", "Date de livraison à préciser", &newest.unclear_delivery, request.requested_date.is_none()),
        ("day for the answer", "Date de réponse à préciser", &newest.unclear_reply, request.reply_by.is_none()),
    ] {
        if let (true, Some(text)) = (wanted, texts.first()) {
            open.push((format!("the {what} is not plain: '{text}'"), format!("{question} : « {text} »")));
        }
    }
    let diagnostics = open.iter().map(|(told, _)| Diagnostic::warning("EML-003", format!("{told}; it is left out, ask the customer")));
    let diagnostics = diagnostics.collect();
    request.questions = open.into_iter().map(|(_, question)| question).collect();
    Reading { value: request, diagnostics }
}

/// What the sentences of one text say, each with its words.
#[derive(Debug, Default)]
struct Findings {
    general: Vec<Said<Vec<u32>>>,
    articles: Vec<ArticleRequest>,
    delivery: Vec<Said<Date>>,
    reply: Vec<Said<Date>>,
    unclear_pieces: Vec<String>,
    unclear_delivery: Vec<String>,
    unclear_reply: Vec<String>,
}

impl Findings {
    fn read(text: &str, sent: Option<Date>, attached: &[String], words: &Words) -> Self {
        let mut found = Self::default();
        let tables = take_tables(text, words);
        for ((article, quantities), text) in tables.rows {
            found.articles.push(ArticleRequest { article, quantities, text });
        }
        for text in sentences(&tables.rest, words) {
            let pieces = read_pieces(&text, attached, words);
            found.articles.extend(pieces.articles.into_iter().map(|(article, quantities)| ArticleRequest {
                article,
                quantities,
                text: text.clone(),
            }));
            found.general.extend(pieces.general.into_iter().map(|value| Said { value, text: text.clone() }));
            if pieces.unclear {
                found.unclear_pieces.push(text.clone());
            }
            for (purpose, day) in wanted_days(&text, sent, words) {
                let (days, unclear) = match purpose {
                    For::Delivery => (&mut found.delivery, &mut found.unclear_delivery),
                    For::Reply => (&mut found.reply, &mut found.unclear_reply),
                };
                match day {
                    Ok(value) => days.push(Said { value, text: text.clone() }),
                    Err(Unclear::Order | Unclear::Year | Unclear::Start) => unclear.push(text.clone()),
                }
            }
        }
        found
    }
}

/// The one value of the newest message, else of the older ones it carries; several different ones are a question.
fn decide<T: PartialEq + Clone>(
    newest: &[Said<T>],
    older: &[Said<T>],
    what: &str,
    question: &str,
    open: &mut Vec<(String, String)>,
) -> Option<Said<T>> {
    let said = if newest.is_empty() { older } else { newest };
    let first = said.first()?;
    if said.iter().all(|other| other.value == first.value) {
        return Some(first.clone());
    }
    let mut texts: Vec<&str> = said.iter().map(|said| said.text.as_str()).collect();
    texts.dedup();
    open.push((format!("several {what}: '{}'", texts.join("' and '")), format!("{question} : « {} » ?", texts.join(" », « "))));
    None
}

/// Articles of the newest message, else of the older ones; one with two different demands is a question.
fn decide_articles(newest: &Findings, older: &Findings, open: &mut Vec<(String, String)>) -> Vec<ArticleRequest> {
    let said = if newest.articles.is_empty() && newest.general.is_empty() { &older.articles } else { &newest.articles };
    let mut decided: Vec<ArticleRequest> = Vec::new();
    for request in said {
        let same: Vec<&ArticleRequest> = said.iter().filter(|other| other.article.eq_ignore_ascii_case(&request.article)).collect();
        let first = same.first().is_some_and(|first| std::ptr::eq(*first, request));
        if first && same.iter().all(|other| other.quantities == request.quantities) {
            decided.push(request.clone());
        } else if first {
            let texts: Vec<&str> = same.iter().map(|request| request.text.as_str()).collect();
            open.push((
                format!("several quantities of {}: '{}'", request.article, texts.join("' and '")),
                format!("Plusieurs quantités pour {}, lesquelles chiffrer : « {} » ?", request.article, texts.join(" », « ")),
            ));
        }
    }
    decided
}

fn sender(message: &MailMessage) -> Option<Sender> {
    let text = match (&message.from_name, &message.from_address) {
        (None, None) => return None,
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (one, other) => one.iter().chain(other).cloned().collect(),
    };
    Some(Sender { name: message.from_name.clone(), address: message.from_address.clone(), text })
}

/// The sender of a message that was forwarded by a colleague, from its head in the text.
fn forwarded_sender(message: &MailMessage) -> Option<Sender> {
    const FORWARDED: [&str; 5] = ["tr:", "tr :", "fw:", "fwd:", "wg:"];
    let subject = message.subject.as_deref()?.trim().to_lowercase();
    if !FORWARDED.iter().any(|mark| subject.starts_with(mark)) {
        return None;
    }
    let line = message.body.lines().map(|line| line.trim_start_matches(['>', ' ', '*'])).find_map(|line| {
        let (label, rest) = line.split_once(':')?;
        ["de", "from", "von"].contains(&label.trim_matches(['*', ' ']).to_lowercase().as_str()).then_some((line, rest))
    });
    let (line, rest) = line?;
    let address = rest.split(['<', '>', '[', ']', ' ', '(', ')', '*']).find(|piece| piece.contains('@'))?.trim_start_matches("mailto:");
    let name = rest.split(['<', '[', '(']).next().unwrap_or_default().trim_matches(['"', ' ', '*', '\'']);
    let named = !name.is_empty() && !name.contains('@');
    Some(Sender { name: named.then(|| name.to_owned()), address: Some(address.to_owned()), text: line.trim().to_owned() })
}

#[cfg(test)]
mod tests;
