//! Finding a wording in a drawing's text whatever its accents, case, hyphens and spaces.

/// Lower case, accents folded, everything but letters, digits and decimal points dropped; `starts` marks where a word begins in the source.
pub(crate) struct Squeezed {
    characters: Vec<char>,
    /// True where the source had a separator just before the character.
    starts: Vec<bool>,
}

fn folded(character: char) -> &'static [char] {
    match character {
        'à' | 'â' | 'á' | 'ã' => &['a'],
        'ä' => &['a'],
        'ç' => &['c'],
        'é' | 'è' | 'ê' | 'ë' => &['e'],
        'î' | 'ï' | 'í' | 'ì' => &['i'],
        'ñ' => &['n'],
        'ô' | 'ó' | 'ò' | 'õ' | 'ö' | 'ø' => &['o'],
        'ù' | 'û' | 'ú' | 'ü' => &['u'],
        'œ' => &['o', 'e'],
        'ß' => &['s', 's'],
        _ => &[],
    }
}

impl Squeezed {
    pub fn new(text: &str) -> Self {
        let source: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
        let mut squeezed = Self { characters: Vec::with_capacity(source.len()), starts: Vec::with_capacity(source.len()) };
        let mut separated = true;
        for (index, character) in source.iter().copied().enumerate() {
            let digit_at = |at: Option<usize>| at.and_then(|at| source.get(at)).is_some_and(char::is_ascii_digit);
            let is_decimal = matches!(character, '.' | ',') && digit_at(index.checked_sub(1)) && digit_at(Some(index + 1));
            let fold = folded(character);
            if is_decimal {
                squeezed.push('.', separated);
            } else if !fold.is_empty() {
                for (n, letter) in fold.iter().enumerate() {
                    squeezed.push(*letter, separated && n == 0);
                }
            } else if character.is_alphanumeric() {
                squeezed.push(character, separated);
            } else {
                separated = true;
                continue;
            }
            separated = false;
        }
        squeezed
    }

    fn push(&mut self, character: char, starts: bool) {
        self.characters.push(character);
        self.starts.push(starts);
    }

    /// Letters and digits kept.
    pub fn len(&self) -> usize {
        self.characters.len()
    }

    /// Where `phrase` stands as whole words: start and end. Wordings of more than three characters may also begin or end where
    /// a letter meets a digit (`6082T6`, `RVS304`); shorter ones need separators.
    pub fn find(&self, phrase: &Self) -> Option<(usize, usize)> {
        let length = phrase.characters.len();
        if length == 0 || length > self.characters.len() {
            return None;
        }
        (0..=self.characters.len() - length)
            .find(|start| {
                self.characters[*start..*start + length] == phrase.characters[..]
                    && self.is_boundary(*start, length > 3)
                    && self.is_boundary(*start + length, length > 3)
            })
            .map(|start| (start, start + length))
    }

    fn is_boundary(&self, at: usize, change_counts: bool) -> bool {
        let (Some(before), Some(after)) = (at.checked_sub(1).and_then(|i| self.characters.get(i)), self.characters.get(at)) else {
            return true;
        };
        if self.starts[at] {
            return true;
        }
        change_counts && before.is_alphabetic() != after.is_alphabetic() && *before != '.' && *after != '.'
    }
}

/// True when `text` holds `phrase` as whole words.
#[cfg(test)]
fn holds(text: &str, phrase: &str) -> bool {
    Squeezed::new(text).find(&Squeezed::new(phrase)).is_some()
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn wordings_are_found_as_whole_words() {
        for (text, phrase, expect) in [
            ("1.1191 (C45E)", "C45E", true),
            ("EN AW-6082T6", "6082", true),
            ("RG 7", "RG7", true),
            ("RVS304", "304", false),
            ("PA66", "PA6", false),
            ("Acier trempé à cœur", "trempe a coeur", true),
            ("AlMg4,5Mn", "AlMg4.5Mn", true),
            ("1.43011", "1.4301", false),
            ("11.4301", "1.4301", false),
            ("brassage", "brass", false),
            ("", "steel", false),
        ] {
            assert_eq!(holds(text, phrase), expect, "{text} / {phrase}");
        }
    }
}
