//! What a customer's e-mail plainly asks for: every value with the very words it was read in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An e-mail without its attachments, as text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailMessage {
    /// Subject, decoded.
    pub subject: Option<String>,
    /// Name of the sender.
    pub from_name: Option<String>,
    /// Address of the sender.
    pub from_address: Option<String>,
    /// Day of the `Date` header, in the sender's own time zone.
    pub sent: Option<Date>,
    /// Text for people, without marks; cells of a table are parted by tabs.
    pub body: String,
}

/// A value and the sentence it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<T> {
    /// As understood.
    pub value: T,
    /// As written.
    pub text: String,
}

/// Quantities asked for one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRequest {
    /// Number of the article or drawing, as written.
    pub article: String,
    /// Pieces, in the order written.
    pub quantities: Vec<u32>,
    /// As written.
    pub text: String,
}

/// Who asks. Not the owner of the drawing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sender {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub address: Option<String>,
    /// As written in the header, or in the head of the forwarded message.
    pub text: String,
}

/// What an e-mail asks for. A value that is not plainly there, or there twice and different, is left out and asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CustomerRequest {
    /// Subject.
    pub subject: Option<String>,
    /// Day it was sent.
    pub sent: Option<Date>,
    /// Who asks.
    pub customer: Option<Sender>,
    /// Pieces of every article, in the order written.
    pub quantities: Option<Said<Vec<u32>>>,
    /// Pieces of single articles.
    pub articles: Vec<ArticleRequest>,
    /// Delivery wanted on this day.
    pub requested_date: Option<Said<Date>>,
    /// Answer wanted by this day.
    pub reply_by: Option<Said<Date>>,
    /// What the text leaves open, French, to ask the customer.
    pub questions: Vec<String>,
}
