//! The solids: closed, of the volume the formulae give, and the same after STEP and back.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use trusquin_domain::FaceKind;
use trusquin_generator::files::step;
use trusquin_generator::part::PartOrder;
use trusquin_generator::random_part::{self, FamilyName, Wish};
use trusquin_generator::sample_rfq;

fn parts() -> Vec<PartOrder> {
    let random =
        (1..=25).flat_map(|seed| FamilyName::ALL.map(|family| random_part::order(seed, &Wish { family: Some(family), ..Wish::default() })));
    sample_rfq::parts().into_iter().chain(random).collect()
}

#[test]
fn every_solid_is_closed() {
    for part in parts() {
        assert_eq!(part.shape.solid().open_edges(), Vec::<usize>::new(), "{} {}", part.shape.name(), part.identity.number);
    }
}

#[test]
fn volume_of_the_faces_is_volume_of_the_formulae() {
    for part in parts() {
        let (faces, formulae) = (part.shape.solid().volume(), part.shape.volume_mm3());
        assert!((faces - formulae).abs() < 1e-9 * formulae, "{} {}: {faces} {formulae}", part.shape.name(), part.identity.number);
    }
}

#[test]
fn step_reads_back_with_the_same_topology() {
    for part in parts().into_iter().filter(|part| part.shape.assembly().is_none()) {
        let solid = part.shape.solid();
        let bytes = step::write(&solid, None, &part.identity).unwrap();
        let (model, report) = step_io::read(bytes.as_slice()).unwrap();
        assert!(report.dropped.is_empty(), "{:?}", report.dropped);
        let scene = model.scene();
        let solids: Vec<_> = scene.all_solids().collect();
        assert_eq!(solids.len(), 1);
        let mut kinds: BTreeMap<FaceKind, u32> = BTreeMap::new();
        let mut uses: BTreeMap<String, Vec<bool>> = BTreeMap::new();
        for face in solids[0].faces() {
            let kind = match face.surface().kind() {
                step_io::scene::SurfaceKind::Plane(_) => FaceKind::Plane,
                step_io::scene::SurfaceKind::Cylindrical(_) => FaceKind::Cylinder,
                step_io::scene::SurfaceKind::Conical(_) => FaceKind::Cone,
                _ => FaceKind::Other,
            };
            *kinds.entry(kind).or_insert(0) += 1;
            assert_eq!(face.bounds().filter(|bound| bound.is_outer()).count(), 1);
            for (edge, orientation) in face.bounds().flat_map(|bound| bound.oriented_edges().collect::<Vec<_>>()) {
                uses.entry(format!("{:?}", edge.key())).or_default().push(orientation == step_io::Orientation::Forward);
            }
        }
        assert_eq!(kinds, solid.faces_by_kind());
        assert_eq!(uses.len(), solid.edges.len());
        for (edge, mut senses) in uses {
            senses.sort_unstable();
            assert_eq!(senses, [false, true], "{edge} of {}", part.identity.number);
        }
        let product = scene.all_products().next().unwrap();
        assert_eq!((product.id(), product.name()), (part.identity.number.as_str(), part.identity.title.as_str()));
    }
}
