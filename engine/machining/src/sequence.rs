//! The order of operations by the rules of data/order.toml: a stable sort that keeps the usual order where no rule binds.

use serde::Deserialize;
use trusquin_domain::Operation;

/// The rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderRules {
    pub stages: Vec<Stage>,
    pub rule: Vec<OrderRule>,
}

/// What must be finished before what.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderRule {
    pub before: Stage,
    pub after: Vec<Stage>,
    /// French.
    pub reason: String,
    pub source: String,
}

/// What an operation is to the order of the routing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    Saw,
    Rough,
    StressRelief,
    /// Turning, milling, cutting, bending to the drawn shape.
    Shape,
    Deburr,
    HeatTreatment,
    Grind,
    Clean,
    Ndt,
    Mark,
    Mask,
    Coat,
    /// De-embrittlement.
    Bake,
    Unmask,
    /// Thread inserts.
    Insert,
    Inspect,
    Pack,
}

/// An operation with its stage.
pub(crate) struct Staged {
    pub stage: Stage,
    pub operation: Operation,
}

impl OrderRules {
    fn rank(&self, stage: Stage) -> usize {
        self.stages.iter().position(|known| *known == stage).unwrap_or(usize::MAX)
    }

    fn binding(&self, before: Stage, after: Stage) -> Option<&OrderRule> {
        self.rule.iter().find(|rule| rule.before == before && rule.after.contains(&after))
    }

    /// The operations in order and numbered by tens, each with those it waits for and why.
    pub fn ordered(&self, staged: Vec<Staged>) -> Vec<Operation> {
        let mut left: Vec<(usize, Staged)> = staged.into_iter().enumerate().collect();
        left.sort_by_key(|(index, it)| (self.rank(it.stage), *index));
        let mut done: Vec<Staged> = Vec::new();
        while !left.is_empty() {
            // The first in the usual order that waits for none of the others; rules that bite their tail are broken at the usual order.
            let free =
                left.iter().position(|(_, it)| !left.iter().any(|(_, other)| self.binding(other.stage, it.stage).is_some())).unwrap_or(0);
            done.push(left.remove(free).1);
        }
        let stages: Vec<Stage> = done.iter().map(|it| it.stage).collect();
        let mut operations: Vec<Operation> = Vec::with_capacity(done.len());
        for (index, Staged { stage, mut operation }) in done.into_iter().enumerate() {
            operation.op = number(index);
            let rules: Vec<(usize, &OrderRule)> =
                stages.iter().take(index).enumerate().filter_map(|(at, before)| Some((at, self.binding(*before, stage)?))).collect();
            // The last operations it waits for carry the earlier ones with them.
            let covered = |at: usize| {
                let own = stages.get(at).copied();
                rules
                    .iter()
                    .any(|(later, _)| *later > at && own.zip(stages.get(*later)).is_some_and(|(a, b)| self.binding(a, *b).is_some()))
            };
            operation.after = rules.iter().filter(|(at, _)| !covered(*at)).map(|(at, _)| number(*at)).collect();
            if operation.after.is_empty() && index > 0 {
                operation.after = vec![number(index - 1)];
            }
            for (at, rule) in rules.iter().filter(|(at, _)| !covered(*at)) {
                let standard = if rule.source.starts_with("practice") { String::new() } else { format!(" ({})", rule.source) };
                let text = format!("Après OP{} : {}{standard}", number(*at), rule.reason);
                if !operation.order_reasons.contains(&text) {
                    operation.order_reasons.push(text);
                }
            }
            operations.push(operation);
        }
        operations
    }
}

fn number(index: usize) -> u32 {
    (u32::try_from(index).unwrap_or(u32::MAX / 20) + 1) * 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::tables;

    fn names(stages: &[Stage]) -> Vec<String> {
        let staged = stages
            .iter()
            .map(|stage| Staged { stage: *stage, operation: Operation { name: format!("{stage:?}"), ..Operation::default() } })
            .collect();
        tables().unwrap().order.ordered(staged).into_iter().map(|operation| operation.name).collect()
    }

    #[test]
    fn whatever_order_they_come_in_the_rules_hold() {
        let expect = [
            "Saw",
            "Rough",
            "StressRelief",
            "Shape",
            "Deburr",
            "HeatTreatment",
            "Grind",
            "Ndt",
            "Mark",
            "Mask",
            "Coat",
            "Bake",
            "Inspect",
            "Pack",
        ];
        let stages = [
            Stage::Pack,
            Stage::Coat,
            Stage::Grind,
            Stage::Saw,
            Stage::Mask,
            Stage::Bake,
            Stage::HeatTreatment,
            Stage::Inspect,
            Stage::Ndt,
            Stage::Shape,
            Stage::Mark,
            Stage::Rough,
            Stage::Deburr,
            Stage::StressRelief,
        ];
        assert_eq!(names(&stages), expect);
    }

    #[test]
    fn rules_never_bite_their_tail_and_name_their_source() {
        let rules = &tables().unwrap().order;
        for rule in &rules.rule {
            assert!(!rule.source.is_empty() && rule.reason.ends_with('.'));
            assert!(rule.after.iter().all(|after| rules.rank(rule.before) < rules.rank(*after)), "{:?}", rule.before);
        }
    }

    #[test]
    fn an_operation_tells_what_it_waits_for() {
        let staged = [Stage::Shape, Stage::HeatTreatment, Stage::Grind]
            .map(|stage| Staged { stage, operation: Operation::default() })
            .into_iter()
            .collect();
        let ordered = tables().unwrap().order.ordered(staged);
        assert_eq!(ordered[2].after, [20]);
        assert_eq!(ordered[2].order_reasons.len(), 1, "{:?}", ordered[2].order_reasons);
    }
}
