//! Learned times in a routing: where a model answers, its middle and interval stand in for the physics, with the model's version; where it
//! does not, the physics stands and says why it has no interval.

use trusquin_domain::{LEARNED_TERM, OperationFacts, Part, Routing, Shop, TimeBasis, TimeEstimator};

/// Asks the model about every operation whose time is the physics'.
pub fn learned_times(part: &Part, routing: &mut Routing, shop: &Shop, model: &dyn TimeEstimator) {
    let asked: Vec<usize> = (0..routing.operations.len())
        .filter(|at| routing.operations[*at].time.basis == TimeBasis::Physics && routing.operations[*at].external.is_none())
        .collect();
    let facts: Vec<OperationFacts> = asked.iter().map(|at| OperationFacts::new(part, routing, &routing.operations[*at], shop)).collect();
    for (at, answer) in asked.into_iter().zip(model.times(&facts)) {
        let (Some(answer), Some(operation)) = (answer, routing.operations.get_mut(at)) else { continue };
        let time = &mut operation.time;
        time.terms.push((LEARNED_TERM.to_owned(), answer.run_s - time.run_s));
        time.run_s = answer.run_s;
        (time.p10_s, time.p90_s) = answer.interval_s.unzip();
        time.no_interval_reason = answer.no_interval_reason;
        time.basis = TimeBasis::Model(model.version().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use trusquin_domain::{LearnedTime, Operation, OperationKind, TimeEstimate};

    use super::*;

    /// Half as long again, and nothing to say about sawing.
    struct Half;

    impl TimeEstimator for Half {
        fn version(&self) -> &str {
            "abc"
        }

        fn times(&self, operations: &[OperationFacts]) -> Vec<Option<LearnedTime>> {
            let answer = |facts: &OperationFacts| LearnedTime {
                run_s: 1.5 * facts.physics_run_s,
                interval_s: Some((facts.physics_run_s, 2.0 * facts.physics_run_s)),
                no_interval_reason: None,
            };
            operations.iter().map(|facts| (facts.kind != OperationKind::Sawing).then(|| answer(facts))).collect()
        }
    }

    fn operation(op: u32, kind: OperationKind, basis: TimeBasis) -> Operation {
        let time = TimeEstimate {
            setup_s: 600.0,
            run_s: 100.0,
            p10_s: None,
            p90_s: None,
            no_interval_reason: Some("physique".into()),
            basis,
            terms: vec![("removal".into(), 100.0)],
        };
        Operation {
            op,
            kind,
            name: String::new(),
            text: String::new(),
            work_centre: "W".into(),
            machine: Some("M1".into()),
            time,
            machining: true,
            ..Operation::default()
        }
    }

    #[test]
    fn a_model_stands_in_where_it_answers_and_leaves_the_rest() {
        let shop: Shop = Shop::from_toml(include_str!("../../../datasets/demo_shop/shop.toml")).unwrap();
        let mut routing = Routing {
            operations: vec![
                operation(10, OperationKind::Sawing, TimeBasis::Physics),
                operation(20, OperationKind::Turning, TimeBasis::Physics),
                operation(30, OperationKind::Packing, TimeBasis::Setting),
            ],
            quantity: 5,
            ..Routing::default()
        };
        learned_times(&Part::default(), &mut routing, &shop, &Half);
        let time = &routing.operations[1].time;
        assert_eq!((time.run_s, time.p10_s, time.p90_s, &time.basis), (150.0, Some(100.0), Some(200.0), &TimeBasis::Model("abc".into())));
        assert_eq!(time.terms.iter().map(|(_, seconds)| seconds).sum::<f64>(), 150.0);
        assert_eq!(routing.operations[0].time.basis, TimeBasis::Physics);
        assert_eq!(routing.operations[2].time.run_s, 100.0);
        // What is learned from later is the physics, not what the model made of it.
        assert_eq!(OperationFacts::new(&Part::default(), &routing, &routing.operations[1], &shop).physics_run_s, 100.0);
    }
}
