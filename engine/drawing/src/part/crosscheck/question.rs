//! The question a disagreement is, in the customer's language.

use trusquin_domain::Disagreement;

/// What is asked; `None` when another question asks it already.
pub(in crate::part) fn question(disagreement: &Disagreement) -> Option<String> {
    let (drawing, model) = (&disagreement.drawing.value, &disagreement.model.value);
    let what = match disagreement.what.as_str() {
        "thread" => return None,
        "part" => {
            return Some(format!(
                "Le plan (cotes {drawing}) et le modèle ({model}) ne semblent pas être ceux de la même pièce. Lequel est à chiffrer ?"
            ));
        }
        "revision of the file name" => {
            return Some(format!("Indice {drawing} au cartouche, {model} dans le nom du fichier. Lequel fait foi ?"));
        }
        "unit" => {
            return Some(format!("Unité du plan : {drawing} lu ; le modèle a {model}. Millimètres ou pouces ?"));
        }
        "scale" => {
            return Some(format!("Échelle {drawing} au cartouche, mais les cotes sont tracées à {model}. Le plan est-il le bon ?"));
        }
        "drawing number" => "numéro",
        "revision" => "indice",
        "mass" => "masse",
        "envelope" => "encombrement",
        "hole diameter" => "diamètre de trou",
        "hole count" => "nombre de trous",
        "thickness" => "épaisseur",
        _ => "diamètre",
    };
    Some(format!("Plan et modèle se contredisent ({what}) : {drawing} sur le plan, {model} dans le modèle. Lequel fait foi ?"))
}
