use std::io::Write;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let mut out = std::io::BufWriter::new(std::fs::File::create(std::env::args().nth(2).unwrap()).unwrap());
    let (mut bad, mut edges, mut faces) = (0, 0, 0);
    for line in std::fs::read_to_string(format!("{dir}/labels.jsonl")).unwrap().lines() {
        let v: serde_json::Value = serde_json::from_str(line).unwrap();
        let file = v["file"].as_str().unwrap();
        let labels: Vec<u8> = v["labels"].as_array().unwrap().iter().map(|x| x.as_u64().unwrap() as u8).collect();
        let m = trusquin_documents::step::read_model(&std::fs::read(format!("{dir}/{file}")).unwrap()).unwrap().value;
        faces += m.graph.faces.len();
        edges += m.graph.edges.len();
        if m.graph.faces.len() != labels.len() || m.graph.bodies != 1 {
            bad += 1;
            eprintln!("{file}: {} faces {} labels {} bodies", m.graph.faces.len(), labels.len(), m.graph.bodies);
            continue;
        }
        let l: Vec<u8> =
            m.graph.faces.iter().map(|f| f.key.parse::<usize>().ok().and_then(|i| labels.get(i)).copied().unwrap_or(99)).collect();
        if l.contains(&99) {
            bad += 1;
            eprintln!("{file} key");
            continue;
        }
        serde_json::to_writer(&mut out, &serde_json::json!({"file": file, "labels": l, "graph": m.graph})).unwrap();
        out.write_all(b"\n").unwrap();
    }
    eprintln!("bad {bad} faces {faces} edges {edges}");
}
