//! What changed between two issues as a table for people, in French, in a terminal.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use trusquin_domain::{Change, ChangeKind, PlaceValue, Subject};

/// The table, or that nothing changed.
pub fn comparison_text(old: &str, new: &str, changes: &[Change]) -> String {
    if changes.is_empty() {
        return format!("Aucune différence entre {old} et {new}.");
    }
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic).set_width(150);
    table.set_header(["Objet", "Changement", "Nb", "Ancien", "Nouveau", "Où"]);
    for change in changes {
        table.add_row([
            subject(change),
            kind(change.kind).to_owned(),
            change.count.to_string(),
            value(change.old.as_ref()),
            value(change.new.as_ref()),
            place(change.new.as_ref().or(change.old.as_ref())),
        ]);
    }
    format!("Ancien : {old}\nNouveau : {new}\n{table}\n{} changement(s)", changes.len())
}

fn value(place: Option<&PlaceValue>) -> String {
    place.map_or_else(
        || "–".to_owned(),
        |place| place.value.replace(" through", " débouchant").replace(" depth ", " prof. ").replace(" at (", " en ("),
    )
}

/// Page and middle of the box, or the entity.
fn place(place: Option<&PlaceValue>) -> String {
    let Some(place) = place else { return "–".to_owned() };
    match (place.page, place.sheet_box, &place.reference) {
        (Some(page), Some(sheet_box), _) => {
            let (x, y) = sheet_box.centre();
            format!("page {page}, x {x:.0} y {y:.0} mm")
        }
        (_, _, Some(reference)) => reference.clone(),
        (Some(page), None, None) => format!("page {page}"),
        _ => "–".to_owned(),
    }
}

fn kind(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Changed => "modifié",
        ChangeKind::Added => "ajouté",
        ChangeKind::Removed => "supprimé",
        ChangeKind::Moved => "déplacé",
    }
}

fn subject(change: &Change) -> String {
    let name = match change.subject {
        Subject::TitleBlock => "Cartouche",
        Subject::Dimension => "Cote",
        Subject::Tolerance => "Tolérance",
        Subject::GeometricTolerance => "Tolérance géométrique",
        Subject::Roughness => "Rugosité",
        Subject::Note => "Note",
        Subject::Envelope => "Encombrement",
        Subject::Volume => "Volume",
        Subject::Area => "Surface",
        Subject::Solids => "Solides",
        Subject::Hole => return "Trou".to_owned(),
        Subject::Face => "Face",
        Subject::FaceExtent => return "Faces redimensionnées".to_owned(),
        Subject::Outline => "Contour",
    };
    match word(&change.name) {
        "" => name.to_owned(),
        word => format!("{name} : {word}"),
    }
}

/// French for the names of the contract; a name without a translation is shown as it is.
fn word(name: &str) -> &str {
    match name {
        "drawing_number" => "numéro",
        "title" => "désignation",
        "material" => "matière",
        "heat_treatment" => "traitement thermique",
        "surface_treatment" => "traitement de surface",
        "finish" => "finition",
        "revision" => "indice",
        "owner" => "propriétaire",
        "author" => "dessinateur",
        "approver" => "approbateur",
        "document_type" => "type de document",
        "scale" => "échelle",
        "general_tolerance" => "tolérance générale",
        "unit" => "unité",
        "mass" => "masse",
        "sheet" => "folio",
        "standard" => "norme",
        "diameter" => "diamètre",
        "linear" => "linéaire",
        "radius" => "rayon",
        "chamfer" => "chanfrein",
        "thread" => "filetage",
        "hole_callout" => "perçage",
        "plane" => "plan",
        "cylinder" => "cylindre",
        "cone" => "cône",
        "sphere" => "sphère",
        "torus" => "tore",
        "bspline" => "surface libre",
        "size" => "dimensions",
        "cut_length" => "longueur de coupe",
        "circles" => "cercles",
        other => other,
    }
}
