//! Choice of an instrument: it measures that sort of thing, holds the size, is fine enough and its calibration holds. The coarsest that
//! does is taken: fine instruments are few and slow.

use jiff::civil::Date;
use trusquin_domain::{Characteristic, Instrument, Measurand};

/// What was chosen, with the reason in French.
pub(super) struct Choice {
    pub id: Option<String>,
    pub reason: String,
}

pub(super) fn choose(characteristic: &Characteristic, instruments: &[Instrument], day: Date, share: f64) -> Choice {
    let tolerance = tolerance(characteristic);
    // A go/no-go gauge stands for a thread; anything measured needs a tolerance to hold the instrument against.
    let wanted = tolerance.map(|tolerance| tolerance * share);
    let size = characteristic.nominal;
    let measures = |instrument: &&Instrument| {
        instrument.measures.contains(&characteristic.measurand)
            && size.zip(instrument.range).is_none_or(|(size, [least, most])| (least..=most).contains(&size))
    };
    let valid = |instrument: &&Instrument| instrument.valid_until.is_none_or(|until| day <= until);
    let fine = |instrument: &&Instrument| match (characteristic.measurand, wanted, instrument.resolution) {
        (Measurand::Thread | Measurand::Roughness, _, _) => true,
        (_, Some(wanted), Some(resolution)) => resolution <= wanted * (1.0 + 1e-9),
        (_, Some(_), None) => false,
        (_, None, _) => true,
    };
    let able = instruments.iter().filter(measures).filter(fine);
    let best = able.clone().filter(valid).max_by(|a, b| a.resolution.unwrap_or(0.0).total_cmp(&b.resolution.unwrap_or(0.0)));
    if let Some(instrument) = best {
        let reason = match (wanted, instrument.resolution) {
            (Some(wanted), Some(resolution)) if characteristic.measurand != Measurand::Roughness => {
                format!("résolution {} pour {} au plus", number(resolution), number(wanted))
            }
            _ => "moyen adapté".to_owned(),
        };
        return Choice { id: Some(instrument.id.clone()), reason };
    }
    if let Some(expired) = able.clone().find(|instrument| !valid(instrument)) {
        let until =
            expired.valid_until.map(|until| format!("{:02}/{:02}/{:04}", until.day(), until.month(), until.year())).unwrap_or_default();
        return Choice { id: None, reason: format!("{} : étalonnage échu le {until}", expired.name) };
    }
    let reason = match wanted {
        Some(wanted) => format!("aucun moyen de résolution {} ou mieux", number(wanted)),
        None => "aucun moyen pour cette caractéristique".to_owned(),
    };
    Choice { id: None, reason }
}

/// Width between the limits.
fn tolerance(characteristic: &Characteristic) -> Option<f64> {
    characteristic.upper.zip(characteristic.lower).map(|(upper, lower)| upper - lower).filter(|width| *width > 0.0)
}

fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
}
