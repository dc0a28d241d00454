//! E-mails (RFC 5322, MIME): the message as text, and the files it carries. What the text means is not known here.

mod html;

use std::borrow::Cow;

use jiff::civil::Date;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use trusquin_domain::MailMessage;

pub use html::text_of_html;

/// Largest picture inside the text that is taken for a logo or a signature, bytes: a drawing pasted into the text is larger.
const LARGEST_LOGO_BYTES: usize = 100 << 10;
/// Longest text that is kept, bytes.
const LONGEST_BODY: usize = 1 << 20;

/// Nothing in the file is an e-mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the e-mail cannot be read; ask for the attached files themselves")]
pub struct NotMail;

/// A file carried by an e-mail.
#[derive(Debug)]
pub struct Attachment<'a> {
    /// Name as sent, decoded (RFC 2047, RFC 2231). A label, never a path.
    pub name: String,
    /// Its bytes, decoded.
    pub bytes: Cow<'a, [u8]>,
}

/// An e-mail.
#[derive(Debug, Default)]
pub struct Mail<'a> {
    /// Head and text.
    pub message: MailMessage,
    /// Attached files and messages, in order.
    pub attachments: Vec<Attachment<'a>>,
    /// Names of small pictures that belong to the text (logos, signatures): no attachments.
    pub pictures: Vec<String>,
}

/// Reads an e-mail, at one level: attached messages stay closed.
///
/// # Errors
/// The bytes hold no header field.
pub fn read_mail(bytes: &[u8]) -> Result<Mail<'_>, NotMail> {
    let message = MessageParser::default().parse(bytes).ok_or(NotMail)?;
    let (plain, html) = bodies(&message);
    let sender = message.from().and_then(|from| from.first());
    let sender_text = |text: Option<&Cow<'_, str>>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let mut mail = Mail {
        message: MailMessage {
            subject: message.subject().map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" ")),
            from_name: sender_text(sender.and_then(|sender| sender.name.as_ref())),
            from_address: sender_text(sender.and_then(|sender| sender.address.as_ref())),
            sent: message.date().and_then(|date| {
                Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
            }),
            body: text_for_people(plain, &html),
        },
        ..Mail::default()
    };
    for (index, part) in message.parts.into_iter().enumerate() {
        if is_body(&part) {
            continue;
        }
        let name = name_of(&part, index);
        if is_logo(&part, &html) {
            mail.pictures.push(name);
            continue;
        }
        let contents = match part.body {
            PartType::Binary(contents) | PartType::InlineBinary(contents) => contents,
            PartType::Text(text) | PartType::Html(text) => Cow::Owned(text.into_owned().into_bytes()),
            PartType::Message(inner) => Cow::Owned(inner.raw_message().to_vec()),
            PartType::Multipart(_) => continue,
        };
        mail.attachments.push(Attachment { name, bytes: contents });
    }
    Ok(mail)
}

/// Text parts that are not attached files, plain and HTML.
fn bodies(message: &Message<'_>) -> (String, String) {
    let (mut plain, mut html) = (String::new(), String::new());
    for part in message.parts.iter().filter(|part| is_body(part)) {
        let (into, text) = match &part.body {
            PartType::Text(text) => (&mut plain, text),
            PartType::Html(text) => (&mut html, text),
            _ => continue,
        };
        into.push_str(text);
        into.push('\n');
    }
    (plain, html)
}

/// A text part without a file name and not marked as attached; or a container.
fn is_body(part: &MessagePart<'_>) -> bool {
    let attached = part.content_disposition().is_some_and(|disposition| disposition.is_attachment());
    match part.body {
        PartType::Multipart(_) => true,
        PartType::Text(_) | PartType::Html(_) => !attached && part.attachment_name().is_none(),
        _ => false,
    }
}

/// The plain text, but for a mail whose HTML has a table: programs flatten its rows in the plain text.
fn text_for_people(plain: String, html: &str) -> String {
    let table = html.to_ascii_lowercase().matches("<tr").count() > 1;
    let mut text = if plain.trim().is_empty() || table { text_of_html(html) } else { plain };
    if text.len() > LONGEST_BODY {
        let cut = (0..=LONGEST_BODY).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(cut);
    }
    text
}

/// A small picture that the HTML shows by its content id (`cid:`, RFC 2392).
fn is_logo(part: &MessagePart<'_>, html: &str) -> bool {
    let image = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
    let shown = part.content_id().is_some_and(|id| html.contains(&format!("cid:{}", id.trim_matches(['<', '>']))));
    image && shown && part.len() <= LARGEST_LOGO_BYTES
}

fn name_of(part: &MessagePart<'_>, index: usize) -> String {
    if let Some(name) = part.attachment_name().map(str::trim).filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    match &part.body {
        PartType::Message(message) => format!("{}.eml", message.subject().map(str::trim).filter(|it| !it.is_empty()).unwrap_or("message")),
        _ => format!("attachment {index}"),
    }
}

#[cfg(test)]
mod tests;
