use trusquin_domain::FaceGraph;
use trusquin_features::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read_to_string(&a[1]).unwrap();
    let ntrain: usize = a[2].parse().unwrap();
    let epochs: usize = a[3].parse().unwrap();
    let seeds: u64 = a[4].parse().unwrap();
    let t = std::time::Instant::now();
    let parts: Vec<Taught> = text
        .lines()
        .map(|l| {
            let v: serde_json::Value = serde_json::from_str(l).unwrap();
            let g: FaceGraph = serde_json::from_value(v["graph"].clone()).unwrap();
            Taught {
                file: v["file"].as_str().unwrap().to_owned(),
                input: part_input(&g, 0),
                labels: serde_json::from_value(v["labels"].clone()).unwrap(),
            }
        })
        .collect();
    eprintln!("{} parts {:?}", parts.len(), t.elapsed());
    let tr: Vec<&Taught> = parts.iter().take(ntrain).collect();
    let te: Vec<&Taught> = parts.iter().skip(if ntrain >= 600 { ntrain } else { 600 }).collect();
    let mut nets = Vec::new();
    for seed in 1..=seeds {
        let run = Run { epochs, seed, ..Run::default() };
        let w = train(&tr, run, |e, l| {
            if e % 5 == 4 {
                eprintln!("{e} {l:.5} {:?}", t.elapsed())
            }
        });
        nets.push(w);
        for (name, nn) in [("last", &nets[nets.len() - 1..]), ("all", &nets[..])] {
            let (mut ok, mut n, mut whole) = (0, 0, 0);
            let mut conf = std::collections::BTreeMap::new();
            for p in &te {
                let v = vote(nn, &p.input);
                let w = v.iter().zip(&p.labels).filter(|(a, b)| a.0 != **b).count();
                n += v.len();
                ok += v.len() - w;
                whole += usize::from(w == 0);
                if w > 0 && name == "all" && seed == seeds {
                    eprintln!(
                        "{} {:?}",
                        p.file,
                        v.iter()
                            .zip(&p.labels)
                            .enumerate()
                            .filter(|(_, (a, b))| a.0 != **b)
                            .map(|(i, (a, b))| (i, a.0, a.1, *b))
                            .collect::<Vec<_>>()
                    );
                }
                for (a, b) in v.iter().zip(&p.labels) {
                    if a.0 != *b {
                        *conf.entry((*b, a.0)).or_insert(0) += 1;
                    }
                }
            }
            println!(
                "{name} seed {seed}: faces {:.4}% parts {:.2}% {:?} {:?}",
                100.0 * ok as f64 / n as f64,
                100.0 * whole as f64 / te.len() as f64,
                t.elapsed(),
                conf
            );
        }
    }
}
