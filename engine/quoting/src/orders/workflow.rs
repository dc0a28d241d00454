//! The states of a quote and the steps between them. A step that is not allowed says why and what to do instead.

use jiff::civil::Date;
use trusquin_domain::{Gates, Quote, QuoteEvent, QuoteStatus};

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkflowError {
    /// The state does not allow it.
    #[error("a quote that is {from:?} cannot {wanted}: {remedy}")]
    NotFrom {
        /// State it is in.
        from: QuoteStatus,
        /// What was wanted.
        wanted: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A person has to approve it first.
    #[error("the quote is approved by nobody yet: approve it, or switch gates.quote_approval off in the shop file")]
    NeedsApproval,
    /// Nobody is named.
    #[error("the approval names nobody: say who approves")]
    NobodyNamed,
    /// No line has a price.
    #[error("no line of the quote has a price: enter one by hand or refuse the lines with a reason")]
    NothingPriced,
    /// Its validity is over.
    #[error("the quote was valid until {until}: edit it, so that it is priced with the rates of today, and send it again")]
    OutOfDate {
        /// Last day.
        until: Date,
    },
    /// The scenario ordered is not in the quote or has no price.
    #[error("the quote has no price for this scenario and quantity: choose one it has, or edit it")]
    NoSuchOffer,
    /// A refusal without a reason teaches nothing.
    #[error("the refusal has no reason: write what the customer said, if only \"no answer\"")]
    NoReason,
}

/// The state after an event on a day.
///
/// # Errors
/// The step is not allowed from this state; the quote keeps it.
pub fn step(status: QuoteStatus, event: &QuoteEvent, quote: &Quote, gates: &Gates, day: Date) -> Result<QuoteStatus, WorkflowError> {
    use QuoteStatus::{Accepted, Approved, Draft, Expired, Refused, Replaced, Sent};
    let not = |wanted: &'static str, remedy: &'static str| Err(WorkflowError::NotFrom { from: status, wanted, remedy });
    let priced = || quote.scenarios.iter().any(|scenario| scenario.total.is_some());
    match (event, status) {
        (QuoteEvent::Approve { by }, Draft) => {
            if by.trim().is_empty() {
                return Err(WorkflowError::NobodyNamed);
            }
            if priced() { Ok(Approved) } else { Err(WorkflowError::NothingPriced) }
        }
        (QuoteEvent::Approve { .. }, _) => not("be approved", "only a draft is approved; edit it first"),
        (QuoteEvent::Send, Draft) if gates.quote_approval => Err(WorkflowError::NeedsApproval),
        (QuoteEvent::Send, Draft | Approved | Sent) => match (priced(), day <= quote.valid_until) {
            (false, _) => Err(WorkflowError::NothingPriced),
            (_, false) => Err(WorkflowError::OutOfDate { until: quote.valid_until }),
            _ => Ok(Sent),
        },
        (QuoteEvent::Send, _) => not("be sent", "edit it and send the new version"),
        (QuoteEvent::Accept { scenario, quantity }, Sent) => {
            let offered =
                quote.scenarios.iter().any(|offer| offer.name == *scenario && offer.quantity == *quantity && offer.total.is_some());
            match (offered, day <= quote.valid_until) {
                (false, _) => Err(WorkflowError::NoSuchOffer),
                (_, false) => Err(WorkflowError::OutOfDate { until: quote.valid_until }),
                _ => Ok(Accepted),
            }
        }
        (QuoteEvent::Accept { .. }, Expired) => Err(WorkflowError::OutOfDate { until: quote.valid_until }),
        (QuoteEvent::Accept { .. }, _) => not("be accepted", "only a quote that was sent can be ordered"),
        (QuoteEvent::Refuse { reason }, Sent | Expired) => {
            if reason.trim().is_empty() {
                Err(WorkflowError::NoReason)
            } else {
                Ok(Refused)
            }
        }
        (QuoteEvent::Refuse { .. }, _) => not("be refused", "only a quote that was sent can be refused"),
        (QuoteEvent::Edit, Draft | Approved) => Ok(Draft),
        // The customer holds this version: the edited one is another, and this one stands as it was.
        (QuoteEvent::Edit, Sent | Refused | Expired) => Ok(Replaced),
        (QuoteEvent::Edit, Accepted) => not("be edited", "it is ordered; change the order, or quote again"),
        (QuoteEvent::Edit, Replaced) => not("be edited", "edit its newest version"),
        (QuoteEvent::Expire, Sent) => {
            if day > quote.valid_until {
                Ok(Expired)
            } else {
                not("expire", "it is still valid")
            }
        }
        (QuoteEvent::Expire, _) => not("expire", "only a quote that was sent and not answered expires"),
    }
}
