//! Triangles of real models against their exact measures. Reported as ignored without a corpus.

#[path = "../../../tests/corpus.rs"]
mod corpus;

use std::path::Path;

use libtest_mimic::{Arguments, Failed, Trial};
use trusquin_documents::step::{MeshFineness, read_mesh, read_step};

/// Share by which the chords of the default fineness may miss area and volume of a model.
const NEAR: f64 = 0.02;
/// Share of the models that come out within it. A thin shell keeps its area but loses volume to chords.
const LEAST_NEAR: f64 = 0.97;

fn main() {
    let arguments = Arguments::from_args();
    let folder = corpus::corpus().map(|corpus| corpus.join("step")).filter(|folder| folder.is_dir());
    let absent = folder.is_none();
    let trial = Trial::test("meshes_agree_with_exact_measures", move || folder.as_deref().map_or(Ok(()), check)).with_ignored_flag(absent);
    libtest_mimic::run(&arguments, vec![trial]).exit();
}

fn check(folder: &Path) -> Result<(), Failed> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let (mut models, mut near, mut far) = (0, 0, Vec::new());
    for path in paths {
        let bytes = std::fs::read(&path)?;
        // The heaviest ones would keep a test busy for minutes.
        if bytes.len() > 3_000_000 {
            continue;
        }
        let Ok(exact) = read_step(&bytes) else { continue };
        let Some(area) = exact.value.area_mm2 else { continue };
        models += 1;
        let mesh = read_mesh(&bytes, &MeshFineness::default())?.value;
        let (mut drawn_area, mut drawn_volume) = (0.0, 0.0);
        for instance in &mesh.instances {
            let body = mesh.bodies.get(instance.body).ok_or("a body that is there")?;
            drawn_area += body.area_mm2();
            drawn_volume += body.volume_mm3();
        }
        let off = |drawn: f64, exact: f64| (drawn / exact - 1.0).abs();
        let volume = exact.value.volume_mm3.map_or(0.0, |volume| off(drawn_volume, volume));
        if off(drawn_area, area) < NEAR && volume < NEAR {
            near += 1;
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            far.push(format!(
                "{name}: area {:+.4}, volume {:+.4}",
                drawn_area / area - 1.0,
                exact.value.volume_mm3.map_or(0.0, |v| drawn_volume / v - 1.0)
            ));
        }
    }
    println!("{near} of {models} meshes within {NEAR} of the exact area and volume\n{}", far.join("\n"));
    if f64::from(near) < LEAST_NEAR * f64::from(models) {
        return Err(format!("{near} of {models} meshes are near: {}", far.join("; ")).into());
    }
    Ok(())
}
