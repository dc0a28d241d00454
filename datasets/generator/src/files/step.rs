//! STEP (AP242) of a solid, with product number, revision and author; no clock is read.

use anyhow::{Context, Result};
use step_io::build::{CurveInput, FaceBoundInput, Part, PartOptions, PersonOrg, SurfaceInput};
use step_io::{Orientation, StepBuilder};

use crate::order::Identity;
use crate::solid::{Assembly, Curve, Face, Solid, Surface};

/// The file's bytes: one solid, or an assembly with its instances.
pub fn write(solid: &Solid, assembly: Option<&Assembly>, identity: &Identity) -> Result<Vec<u8>> {
    let mut builder = StepBuilder::new();
    let header = builder.header_mut();
    header.file_name = format!("{}.step", identity.file_stem());
    header.descriptions = vec![identity.title.clone()];
    header.authors = vec![identity.author.clone()];
    header.organizations = vec![identity.owner.clone()];
    header.originating_system = "Trusquin sample generator".to_owned();
    header.time_stamp = format!("{}T08:00:00Z", identity.date);
    let options = PartOptions {
        id: Some(identity.number.clone()),
        description: Some(identity.material.clone()),
        version: Some(identity.revision.clone()),
        version_description: None,
        definition_description: None,
    };
    let part = builder.part_with(&identity.title, &options);
    let author = PersonOrg {
        person_id: identity.author.clone(),
        first_name: None,
        last_name: Some(identity.author.clone()),
        organization: identity.owner.clone(),
    };
    let author = builder.person_and_org(&author);
    builder.contributor(part, "creator", author).context("STEP author")?;

    match assembly {
        None => add(&mut builder, part, &identity.number, solid)?,
        Some(assembly) => {
            let mut children = Vec::with_capacity(assembly.parts.len());
            for (index, (name, solid)) in assembly.parts.iter().enumerate() {
                let id = format!("{}-{:02}", identity.number, index + 1);
                let options = PartOptions { id: Some(id), version: Some(identity.revision.clone()), ..PartOptions::default() };
                let child = builder.part_with(name, &options);
                add(&mut builder, child, name, solid)?;
                children.push(child);
            }
            for (index, frame) in &assembly.instances {
                builder.place(part, children[*index], tidy_frame(*frame)).context("STEP instance")?;
            }
        }
    }
    let mut bytes = Vec::new();
    step_io::write(&builder.finish(), &mut bytes).context("STEP text")?;
    Ok(bytes)
}

/// Adds a solid's faces to a part.
fn add(builder: &mut StepBuilder, part: Part, name: &str, solid: &Solid) -> Result<()> {
    let vertices =
        solid.vertices.iter().map(|point| builder.vertex(point.map(tidy))).collect::<Result<Vec<_>, _>>().context("STEP vertices")?;
    let mut edges = Vec::with_capacity(solid.edges.len());
    for edge in &solid.edges {
        let curve = match edge.curve {
            Curve::Line => CurveInput::Line,
            Curve::Circle(frame, radius) => CurveInput::Circle(tidy_frame(frame), radius),
        };
        edges.push(builder.edge(vertices[edge.start], vertices[edge.end], curve).context("STEP edge")?);
    }
    let mut faces = Vec::with_capacity(solid.faces.len());
    for face in &solid.faces {
        let bounds = face.bounds.iter().enumerate().map(|(index, bound)| {
            let bound = bound.iter().map(|&(edge, forward)| (edges[edge], orientation(forward))).collect();
            if index == 0 { FaceBoundInput::outer(bound) } else { FaceBoundInput::inner(bound) }
        });
        faces.push(builder.face(surface(face), orientation(face.same_sense), bounds.collect()).context("STEP face")?);
    }
    builder.solid(part, name, faces).context("STEP solid")?;
    Ok(())
}

fn surface(face: &Face) -> SurfaceInput {
    match face.surface {
        Surface::Plane(frame) => SurfaceInput::Plane(tidy_frame(frame)),
        Surface::Cylinder(frame, radius) => SurfaceInput::Cylinder(tidy_frame(frame), radius),
        Surface::Cone(frame, radius, angle) => SurfaceInput::Cone(tidy_frame(frame), radius, angle),
    }
}

fn orientation(forward: bool) -> Orientation {
    if forward { Orientation::Forward } else { Orientation::Reversed }
}

fn tidy_frame(frame: step_io::build::Frame) -> step_io::build::Frame {
    step_io::build::Frame { origin: frame.origin.map(tidy), axis: frame.axis.map(tidy), ref_dir: frame.ref_dir.map(tidy) }
}

/// Rounds off the noise of sums (1e-10 mm) and turns a negative zero into zero: smaller files, the same on every machine.
fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e10).round() / 1e10;
    if rounded == 0.0 { 0.0 } else { rounded }
}
