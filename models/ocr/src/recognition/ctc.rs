//! Connectionist temporal classification, greedy: the best class a step, repeats joined, blanks dropped.
//!
//! Paper: Graves et al., ICML 2006.

use ndarray::ArrayView2;

use super::Alphabet;

/// A character and where in the box it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Character {
    /// The character; a space is one, too.
    pub character: char,
    /// 0 to 1, the surest of its steps.
    pub probability: f64,
    /// Start as part of the box's width, 0 to 1.
    pub from: f64,
    /// End as part of the box's width.
    pub to: f64,
}

/// Decodes `steps` x classes. `inside` is the part of the steps that shows the box, the rest is padding.
pub fn decode(steps: ArrayView2<'_, f32>, alphabet: &Alphabet, inside: f64) -> Vec<Character> {
    let count = steps.nrows() as f64;
    let place = |step: f64| (step / count / inside).clamp(0.0, 1.0);
    let mut found: Vec<(Character, usize, usize)> = Vec::new();
    let mut last = 0_usize;
    for (step, row) in steps.outer_iter().enumerate() {
        let allowed = alphabet.allowed().iter().filter_map(|class| Some((*class, row.get(*class)?)));
        let Some((class, probability)) = allowed.max_by(|a, b| a.1.total_cmp(b.1)) else { continue };
        let probability = f64::from(*probability);
        match (alphabet.character(class), found.last_mut()) {
            (Some(_), Some((open, _, end))) if class == last && *end + 1 == step => {
                open.probability = open.probability.max(probability);
                *end = step;
            }
            (Some(character), _) => found.push((Character { character, probability, from: 0.0, to: 0.0 }, step, step)),
            (None, _) => {}
        }
        last = class;
    }
    // A character reaches half-way to its neighbours, but not further than the usual distance of characters.
    let centres: Vec<f64> = found.iter().map(|(_, start, end)| (*start + *end) as f64 / 2.0 + 0.5).collect();
    let mut gaps: Vec<f64> = centres.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_by(f64::total_cmp);
    let usual = gaps.get(gaps.len().saturating_sub(1) / 2).copied().unwrap_or(3.0).max(1.0);
    let reach = |gap: f64| (gap / 2.0).min(usual * 0.6);
    found
        .iter()
        .enumerate()
        .map(|(at, (character, _, _))| {
            let before = if at > 0 { reach(centres[at] - centres[at - 1]) } else { usual * 0.6 };
            let after = centres.get(at + 1).map_or(usual * 0.6, |next| reach(next - centres[at]));
            Character { from: place(centres[at] - before), to: place(centres[at] + after), ..*character }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn steps(classes: &[usize]) -> Array2<f32> {
        let mut array = Array2::<f32>::from_elem((classes.len(), 5), 0.01);
        for (step, class) in classes.iter().enumerate() {
            array[[step, *class]] = 0.9;
        }
        array
    }

    #[test]
    fn repeats_join_and_blanks_part() {
        let alphabet = Alphabet::of(&["A", "B", "口"].map(str::to_owned));
        for (classes, expect) in
            [(vec![0, 1, 1, 0, 1, 2, 2], "AAB"), (vec![0, 0], ""), (vec![1, 4, 2], "A B"), (vec![1, 1, 1, 1], "A"), (vec![], "")]
        {
            let read: String = decode(steps(&classes).view(), &alphabet, 1.0).iter().map(|each| each.character).collect();
            assert_eq!(read, expect, "{classes:?}");
        }
    }

    #[test]
    fn a_foreign_class_gives_the_next_best_at_its_probability() {
        let alphabet = Alphabet::of(&["O", "B", "口"].map(str::to_owned));
        let mut array = steps(&[0, 3, 0]);
        array[[1, 1]] = 0.09;
        let read = decode(array.view(), &alphabet, 1.0);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].character, 'O');
        assert!(read[0].probability < 0.1);
    }

    #[test]
    fn places_ignore_the_padding() {
        let alphabet = Alphabet::of(&["A", "B", "口"].map(str::to_owned));
        let read = decode(steps(&[0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]).view(), &alphabet, 0.5);
        let centre = |at: usize| (read[at].from + read[at].to) / 2.0;
        assert!((centre(0) - 0.25).abs() < 0.06 && (centre(1) - 0.75).abs() < 0.06, "{read:?}");
    }
}
