//! What the ids are called that fields of choice store.
//!
//! The words are a copy, frozen like every word that derived files are made of.

/// An id of a field, or of a member of a statement, in French; `None` where the id itself has to do.
pub(super) fn choices_in_french(field: &str, id: &str) -> Option<&'static str> {
    match field {
        "condition" => condition(id),
        "completeness_of_object" => completeness(id),
        "authenticity" => authenticity(id),
        "legal_status" => legal_status(id),
        "current_location_kind" => kind_of_place(id),
        _ => None,
    }
}

const NOT_ASSESSED: &str = "non évalué";

fn condition(id: &str) -> Option<&'static str> {
    Some(match id {
        "good" => "bon : stable, sans dommage récent",
        "fair" => "moyen : stable, dommages limités",
        "poor" => "mauvais : endommagé, à manier avec soin",
        "unstable" => "instable : se dégrade, appelle un restaurateur",
        "destroyed" => "détruit : il n'en reste que des débris",
        "not_assessed" => NOT_ASSESSED,
        _ => return None,
    })
}

fn completeness(id: &str) -> Option<&'static str> {
    Some(match id {
        "complete" => "complet",
        "nearly_complete" => "presque complet",
        "incomplete" => "incomplet",
        "fragment" => "fragment",
        "fragments_joining" => "plusieurs fragments jointifs",
        "composite" => "assemblage de parties étrangères",
        "not_assessed" => NOT_ASSESSED,
        _ => return None,
    })
}

fn authenticity(id: &str) -> Option<&'static str> {
    Some(match id {
        "genuine" => "authentique",
        "doubtful" => "douteux",
        "imitation" => "imitation",
        "not_assessed" => NOT_ASSESSED,
        _ => return None,
    })
}

fn legal_status(id: &str) -> Option<&'static str> {
    Some(match id {
        "seized" => "saisi",
        "detained" => "retenu à la frontière",
        "surrendered" => "remis volontairement",
        "found_without_owner" => "trouvé sans propriétaire",
        "evidence" => "conservé comme preuve",
        "claimed" => "revendiqué par un État ou une personne",
        "in_dispute" => "devant un tribunal",
        "forfeited" => "confisqué",
        "to_be_returned" => "à restituer",
        "returned" => "restitué",
        "released" => "rendu à son détenteur",
        "unknown" => "inconnu",
        _ => return None,
    })
}

fn kind_of_place(id: &str) -> Option<&'static str> {
    Some(match id {
        "scene" => "lieu de la découverte",
        "vehicle" => "véhicule",
        "evidence_store" => "dépôt des pièces à conviction",
        "customs_store" => "entrepôt des douanes",
        "police_station" => "poste de police",
        "courier" => "transporteur",
        "laboratory" => "laboratoire",
        "photo_studio" => "studio photographique",
        "museum_store" => "réserve de musée",
        "embassy" => "ambassade ou consulat",
        "court" => "tribunal",
        "free_port" => "port franc",
        "private" => "locaux privés",
        "other_place" => "autre lieu",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::FieldType;

    /// As long as nobody improves them: a choice that a template adds must not reach a reader as an id.
    #[test]
    fn every_choice_of_the_built_in_templates_has_its_french_name() {
        let builtin = crate::template::builtin().unwrap();
        let mut seen = 0;
        let fields = builtin.templates.iter().flat_map(|template| &template.fields);
        for field in fields.filter(|field| field.kind == FieldType::Choice) {
            for term in field.vocabularies.iter().flat_map(|vocabulary| &vocabulary.terms) {
                let plain = choices_in_french(&field.id, &term.id).map(|name| name.replace('\u{a0}', " "));
                assert_eq!(plain.as_deref(), Some(term.label.get("fr")), "{} of {}", term.id, field.id);
                seen += 1;
            }
        }
        assert!(seen > 40, "{seen} choices");
    }
}
