//! Prints the routings of a few hand-made parts on the demo shop, to judge the times as a methods engineer would.

#[path = "../tests/solids/mod.rs"]
mod solids;

use trusquin_domain::{MachineChoice, Part};
use trusquin_machining::plan;

fn show(title: &str, part: &Part, quantity: u32) {
    let shop = solids::demo_shop();
    println!("\n==== {title}, {quantity} pièces");
    for guess in &part.processes {
        println!("  {:?} {:.2}: {}", guess.process, guess.probability, guess.evidence.join(" | "));
    }
    for choice in [MachineChoice::Fastest, MachineChoice::Usual, MachineChoice::Cheapest] {
        let routing = plan(part, &shop, quantity, choice);
        println!("-- {choice:?}: launched {}, setups {}, programming {:.2} h", routing.launched, routing.setups, routing.programming_hours);
        if let Some(stock) = &routing.raw_stock {
            let part_mass = stock.part_mass_kg.map_or(String::new(), |mass| format!(" for {mass:.3} kg of part"));
            println!("   brut {} [{:?}] {:.3} kg{part_mass}; {}", stock.text, stock.origin, stock.mass_kg, stock.reasons.join("; "));
        }
        for op in &routing.operations {
            let terms: Vec<String> = op.time.terms.iter().map(|(name, seconds)| format!("{name} {seconds:.1}")).collect();
            let machine = op.machine.as_deref().unwrap_or("extérieur");
            println!(
                "   OP{:<3} {machine:<11} setup {:>5.0} run {:>6.1} s | {} | {}",
                op.op,
                op.time.setup_s,
                op.time.run_s,
                op.text,
                terms.join(", ")
            );
        }
        for (name, texts) in [("assumption", &routing.assumptions), ("question", &routing.questions), ("infeasible", &routing.infeasible)] {
            for text in texts {
                println!("   {name}: {text}");
            }
        }
    }
}

fn main() {
    show("Axe Ø40 × 60 C45", &solids::part("C45", solids::shaft(&[(40.0, 60.0)])), 10);
    let mut fitted = solids::part("42CrMo4", solids::shaft(&[(20.0, 30.0), (40.0, 60.0), (25.0, 40.0)]));
    fitted.tolerances.tightest_text = Some("Ø25 g6".to_owned());
    fitted.tolerances.finest_ra_um = Some(0.4);
    fitted.heat_treatment = Some(solids::read("Trempe et revenu 50-54 HRC"));
    show("Arbre épaulé rectifié", &fitted, 25);
    show("Bague RG7", &solids::part("RG 7", solids::bush(30.0, 20.0, 25.0)), 100);
    let mut plate = solids::part("EN AW-6082", solids::block(100.0, 60.0, 20.0, 8.0, 4));
    plate.surface_treatment = Some(solids::read("Anodisation incolore 15 µm"));
    show("Plaque percée", &plate, 10);
    show("Plaque inox", &solids::part("1.4404", solids::block(100.0, 60.0, 20.0, 8.0, 4)), 10);
    show("Équerre tôle", &solids::part("S235JR", solids::bent_sheet(60.0, 120.0, 2.0)), 50);
    show("Bloc trop grand", &solids::part("S235", solids::block(1800.0, 900.0, 60.0, 20.0, 6)), 1);
}
