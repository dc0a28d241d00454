//! Which of the model's classes a drawing can hold: Latin letters, digits and signs. Eighteen thousand others can only be misreadings.

/// Signs outside ASCII and Latin that stand on drawings.
const SIGNS: &str = "°±×÷µμØø⌀∅²³¹½¼¾«»“”‘’–—…•·ΩΦφαβγδθλπσΔ≤≥≈≠√∠⊥∥→←↑↓↔□○◇△▽№™®©€£§¶";

/// What each class of the recogniser means here.
#[derive(Debug, Clone)]
pub struct Alphabet {
    /// Class by class; `None` for the blank and for characters no drawing holds.
    meanings: Vec<Option<char>>,
    /// The classes that may be chosen, in order: some hundreds of eighteen thousand.
    allowed: Vec<usize>,
}

impl Alphabet {
    fn new(meanings: Vec<Option<char>>) -> Self {
        let allowed = std::iter::once(0).chain((1..meanings.len()).filter(|class| meanings[*class].is_some())).collect();
        Self { meanings, allowed }
    }

    /// Class 0 is the blank, then the model's own list, then the space (PaddleOCR, `CTCLabelDecode`).
    pub fn of(listed: &[String]) -> Self {
        let meaning = |entry: &String| {
            let mut characters = entry.chars();
            let only = characters.next().filter(|_| characters.next().is_none())?;
            on_drawings(only).then(|| plain(only))
        };
        let mut meanings = vec![None];
        meanings.extend(listed.iter().map(meaning));
        meanings.push(Some(' '));
        Self::new(meanings)
    }

    /// Class 0 is the blank, then every character as it is listed.
    pub fn exactly(listed: &str) -> Self {
        Self::new(std::iter::once(None).chain(listed.chars().map(Some)).collect())
    }

    /// How many classes the model has.
    pub fn classes(&self) -> usize {
        self.meanings.len()
    }

    /// The character of a class; `None` for the blank.
    pub fn character(&self, class: usize) -> Option<char> {
        self.meanings.get(class).copied().flatten()
    }

    /// Classes that may be chosen: the blank and what drawings hold.
    pub fn allowed(&self) -> &[usize] {
        &self.allowed
    }
}

fn on_drawings(character: char) -> bool {
    let code = u32::from(character);
    (0x21..=0x7e).contains(&code) || (0xc0..=0x17f).contains(&code) || SIGNS.contains(character)
}

/// Twins with one meaning on a drawing: the Greek mu is the micro sign, the empty set is a diameter.
fn plain(character: char) -> char {
    match character {
        'μ' => 'µ',
        '∅' | '⌀' | 'Φ' | 'φ' => 'Ø',
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_drawings_hold_is_read() {
        let listed: Vec<String> = ["A", "é", "口", "Ø", "μ", "🚗", "ab"].map(str::to_owned).to_vec();
        let alphabet = Alphabet::of(&listed);
        assert_eq!(alphabet.classes(), 9);
        let meanings: Vec<Option<char>> = (0..9).map(|class| alphabet.character(class)).collect();
        assert_eq!(meanings, [None, Some('A'), Some('é'), None, Some('Ø'), Some('µ'), None, None, Some(' ')]);
        assert_eq!(alphabet.allowed(), [0, 1, 2, 4, 5, 8]);
    }
}
