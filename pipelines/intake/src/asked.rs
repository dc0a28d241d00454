//! What the e-mails of an RFQ ask for, beside what the estimator said: quantities, the day of delivery, and what is told about them.

use jiff::civil::Date;
use trusquin_domain::{Analysis, ArticleRequest, CustomerRequest, Quote, Said};
use trusquin_drawing::part::same_number;

/// Demands of the e-mails, as far as the estimator left them open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Quantities to price; the first is the main one.
    pub quantities: Vec<u32>,
    /// Told with every scenario, French: where the quantities come from.
    pub reasons: Vec<String>,
    /// Asked on the first line, French: what the e-mails leave open.
    pub questions: Vec<String>,
    /// Quantities of single articles, whose lines name them.
    pub articles: Vec<ArticleRequest>,
    /// Delivery wanted, when all e-mails agree.
    pub requested_date: Option<Said<Date>>,
}

/// The demands of `analyses`. Quantities given by the estimator (`given` is not empty) win over those of the e-mails; without either it is 1.
pub fn asked(analyses: &[Analysis], given: &[u32]) -> Asked {
    let requests: Vec<&CustomerRequest> = analyses.iter().filter_map(|analysis| analysis.request.as_ref()).collect();
    let mut asked = Asked { quantities: given.to_vec(), ..Asked::default() };
    asked.questions = requests.iter().flat_map(|request| &request.questions).map(|question| format!("E-mail : {question}")).collect();
    asked.articles = requests.iter().flat_map(|request| request.articles.clone()).collect();
    asked.requested_date = agreed(&requests, &mut asked.questions);
    if given.is_empty() {
        for request in &requests {
            if let Some(said) = &request.quantities {
                add(&mut asked.quantities, &said.value);
                asked.reasons.push(format!("{} : « {} ».", read_in(&said.value, request), said.text));
            }
            for article in &request.articles {
                add(&mut asked.quantities, &article.quantities);
                asked.reasons.push(format!("{} : « {} ».", read_in(&article.quantities, request), article.text));
            }
        }
    }
    if asked.quantities.is_empty() {
        asked.quantities.push(1);
        if !requests.is_empty() {
            asked.questions.push("Quantité non lue dans l’e-mail, chiffrée pour 1 pièce : quelle quantité ?".to_owned());
        }
    }
    asked
}

fn add(quantities: &mut Vec<u32>, more: &[u32]) {
    for quantity in more {
        if !quantities.contains(quantity) {
            quantities.push(*quantity);
        }
    }
}

fn read_in(quantities: &[u32], request: &CustomerRequest) -> String {
    let list = quantities.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    let sender =
        request.customer.as_ref().map(|sender| format!(" de {}", sender.name.as_ref().unwrap_or(&sender.text))).unwrap_or_default();
    format!("Quantité {list} lue dans l’e-mail{sender}")
}

/// The day all e-mails agree on; two days are a question.
fn agreed(requests: &[&CustomerRequest], questions: &mut Vec<String>) -> Option<Said<Date>> {
    let mut days = requests.iter().filter_map(|request| request.requested_date.as_ref());
    let first = days.next()?;
    if let Some(other) = days.find(|other| other.value != first.value) {
        questions.push(format!("E-mail : deux dates de livraison, laquelle retenir : « {} », « {} » ?", first.text, other.text));
        return None;
    }
    Some(first.clone())
}

/// Tells in a finished quote what the e-mails asked for: where quantities come from, whether the day is held, what is still open.
pub(crate) fn tell(quote: &mut Quote, asked: &Asked) {
    let answered = quote.requested.is_some();
    for scenario in &mut quote.scenarios {
        scenario.reasons.extend(asked.reasons.iter().cloned());
        // A date that the quote answers itself is not told twice.
        let unanswered = asked.requested_date.as_ref().filter(|_| !answered);
        if let (Some(said), Some(delivery_date)) = (unanswered, scenario.delivery_date) {
            let late = said.value.until(delivery_date).map_or(0, |span| span.get_days());
            let sentence = match late {
                ..=0 => format!("Date demandée tenue : {} (« {} »).", french_day(said.value), said.text),
                1 => format!("Date demandée du {} non tenue : 1 jour de retard (« {} »).", french_day(said.value), said.text),
                _ => format!("Date demandée du {} non tenue : {late} jours de retard (« {} »).", french_day(said.value), said.text),
            };
            scenario.customer_reasons.push(sentence.clone());
            scenario.reasons.push(sentence);
        }
    }
    let mut homeless = Vec::new();
    for article in &asked.articles {
        let list = article.quantities.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        let line = quote.lines.iter_mut().find(|line| {
            let number = line.part.drawing_number.as_ref().map(|number| number.value.as_str());
            number.into_iter().chain(line.part.files.iter().map(|file| stem(file))).any(|known| same_number(known, &article.article))
        });
        match line {
            Some(line) => line.questions.push(format!("L’e-mail demande {list} pièces de ce plan (« {} ») : à confirmer.", article.text)),
            None => {
                homeless.push(format!("E-mail : {} demandé (« {} »), sans plan reconnu parmi les fichiers.", article.article, article.text))
            }
        }
    }
    if let Some(first) = quote.lines.first_mut() {
        first.questions.extend(asked.questions.iter().cloned().chain(homeless));
    }
}

/// A file's name without folders, archive and extension.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn french_day(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn mail(request: CustomerRequest) -> Analysis {
        Analysis { request: Some(request), ..Analysis::default() }
    }

    fn said<T>(value: T) -> Option<Said<T>> {
        Some(Said { value, text: "so".to_owned() })
    }

    #[test]
    fn the_estimators_quantities_win_and_one_is_the_last_resort() {
        let general = CustomerRequest { quantities: said(vec![10, 50]), ..CustomerRequest::default() };
        let article = |article: &str, quantities: &[u32]| ArticleRequest {
            article: article.to_owned(),
            quantities: quantities.to_vec(),
            text: "so".to_owned(),
        };
        let articles = CustomerRequest { articles: vec![article("A-100", &[4]), article("A-200", &[4, 8])], ..CustomerRequest::default() };
        for (requests, given, expected, reasons, questions) in [
            (vec![], vec![], vec![1], 0, 0),
            (vec![CustomerRequest::default()], vec![], vec![1], 0, 1),
            (vec![general.clone()], vec![], vec![10, 50], 1, 0),
            (vec![general.clone()], vec![3], vec![3], 0, 0),
            (vec![articles.clone()], vec![], vec![4, 8], 2, 0),
            (vec![general, articles], vec![], vec![10, 50, 4, 8], 3, 0),
        ] {
            let analyses: Vec<Analysis> = requests.into_iter().map(mail).collect();
            let found = asked(&analyses, &given);
            assert_eq!((found.quantities, found.reasons.len(), found.questions.len()), (expected, reasons, questions));
        }
    }

    #[test]
    fn two_mails_with_two_days_are_a_question() {
        let on = |day: i8| mail(CustomerRequest { requested_date: said(date(2026, 12, day)), ..CustomerRequest::default() });
        assert_eq!(asked(&[on(1), on(1)], &[1]).requested_date.map(|said| said.value), Some(date(2026, 12, 1)));
        let two = asked(&[on(1), on(2)], &[1]);
        assert_eq!((two.requested_date, two.questions.len()), (None, 1));
    }
}
