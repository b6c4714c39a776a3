use super::*;
use crate::edtf::Edtf;
use crate::entry::Class;
use crate::json::{Json, object};
use std::sync::LazyLock;

fn fields() -> Vec<Template> {
    builtin().unwrap().templates
}

fn field(id: &str) -> Field {
    find_field(&fields(), id).unwrap().clone()
}

fn read(id: &str, text: &str) -> String {
    field(id).value_from_text(text).unwrap_or_else(|e| panic!("{id} {text}: {e}")).compact()
}

fn refused(id: &str, text: &str) -> Error {
    let error = field(id).value_from_text(text).expect_err(text);
    assert_eq!((error.code, error.subject.as_deref()), (Code::BadValue, Some(id)), "{text}");
    assert!(error.remedy.is_some(), "{text}");
    error
}

#[test]
fn everything_that_comes_with_the_program_loads_and_holds_together() {
    let builtin = builtin().unwrap();
    assert_eq!(
        builtin.templates.iter().map(|t| t.id.as_str()).collect::<Vec<_>>(),
        ["object_id", "recovery"]
    );
    let mut ids = HashSet::new();
    for field in builtin.templates.iter().flat_map(|t| &t.fields) {
        assert!(ids.insert(&field.id), "{} stands in two templates", field.id);
        assert!(field.label.exactly("fr").is_some(), "{} has no French label", field.id);
    }
    for vocabulary in &builtin.vocabularies {
        assert!(vocabulary.terms.len() >= 4);
        for term in &vocabulary.terms {
            assert!(term.label.exactly("fr").is_some(), "{} {}", vocabulary.id, term.id);
            // A term is found by its own label, and not taken for another one.
            assert_eq!(vocabulary.find(term.label.get("en")), Some(term), "{} {}", vocabulary.id, term.id);
            assert_eq!(vocabulary.term(&term.id), Some(term));
        }
    }
}

#[test]
fn a_term_is_found_as_people_write_it() {
    let builtin = builtin().unwrap();
    for (vocabulary, name, id) in [
        ("materials", "SCHIST", "schist"),
        ("materials", "سنگ آهک", "limestone"),
        ("materials", "گچبری", "stucco"),
        ("materials", "samrit", "bronze"),
        ("object_types", "boucle d’oreille", "earring"),
        ("periods", "bayon", "bayon"),
        ("views", "from above", "overall_top"),
    ] {
        let found = builtin.vocabulary(vocabulary).unwrap().find(name);
        assert_eq!(found.map(|term| term.id.as_str()), Some(id), "{name}");
    }
}

#[test]
fn an_authority_s_uri_stands_for_one_term_only() {
    let builtin = builtin().unwrap();
    let mut uris = HashSet::new();
    for term in builtin.vocabularies.iter().flat_map(|v| &v.terms) {
        assert!(term.uri.as_ref().is_none_or(|uri| uris.insert(uri.clone())), "{}", term.id);
    }
}

#[test]
fn periods_lie_within_broader_periods_that_have_dates() {
    let builtin = builtin().unwrap();
    let dates = |term: &Term| Some(Edtf::parse(term.dates.as_deref()?).unwrap());
    let mut outside = Vec::new();
    for name in ["periods", "cultures"] {
        let vocabulary = builtin.vocabulary(name).unwrap();
        for term in &vocabulary.terms {
            let broader = term.broader.as_deref().and_then(|id| vocabulary.term(id));
            let Some((own, broad)) = dates(term).zip(broader.and_then(dates)) else { continue };
            let starts = own.earliest().zip(broad.earliest()).is_none_or(|(own, broad)| own >= broad);
            let ends = own.latest().zip(broad.latest()).is_none_or(|(own, broad)| own <= broad);
            // Styles run over a little: a generation at most.
            let near =
                own.latest().zip(broad.latest()).is_none_or(|(own, broad)| own.year <= broad.year + 25);
            if !(starts && (ends || near)) {
                outside.push(format!("{}: {own} in {broad}", term.id));
            }
        }
    }
    assert!(outside.is_empty(), "{outside:#?}");
}

#[test]
fn object_id_is_there_in_full() {
    let builtin = builtin().unwrap();
    let have: HashSet<&str> =
        builtin.templates[0].fields.iter().filter_map(|f| f.object_id.as_deref()).collect();
    for category in [
        "photographs",
        "type_of_object",
        "materials_techniques",
        "measurements",
        "inscriptions_markings",
        "distinguishing_features",
        "title",
        "subject",
        "date_period",
        "maker",
        "description",
        "inventory_number",
        "related_written_material",
        "place_of_origin_discovery",
        "cross_references",
        "date_documented",
    ] {
        assert!(have.contains(category), "{category}");
    }
    assert!(builtin.vocabulary("object_types").unwrap().terms.len() >= 80);
}

#[test]
fn what_must_stay_inside_the_operation_is_internal() {
    for id in ["held_by", "informants", "legal_advice", "value", "value_author", "value_date"] {
        assert_eq!(field(id).class, Class::Internal, "{id}");
    }
    for id in ["reference", "title", "found_at", "authenticity", "current_location"] {
        assert_eq!(field(id).class, Class::Open, "{id}");
    }
}

#[test]
fn values_are_read_from_what_people_type() {
    for (id, text, value) in [
        ("title", "  Head of a Buddha ", r#""Head of a Buddha""#),
        ("title", "E\u{301}tude", r#""Étude""#),
        (
            "title",
            "Head | km: ក្បាល | fr: Tête",
            r#"{"text":"Head","translations":{"km":"ក្បាល","fr":"Tête"}}"#,
        ),
        ("title", "fr: Tête | en: Head", r#"{"text":"Tête","lang":"fr","translations":{"en":"Head"}}"#),
        ("title", "no: 5 | lot: 7", r#""no: 5 | lot: 7""#),
        ("title", "Head | km: a | km: b", r#""Head | km: a | km: b""#),
        ("description", "one\ntwo", r#""one\ntwo""#),
        (
            "materials_techniques",
            "Schist; gilding",
            r#"[{"label":"Schist","uri":"http://vocab.getty.edu/aat/300011626"},{"label":"gilding"}]"#,
        ),
        ("materials_techniques", "گچبری", r#"[{"label":"گچبری"}]"#),
        ("materials_techniques", "កោះ", r#"[{"label":"កោះ"}]"#),
        (
            "materials_techniques",
            "kryptonite <https://example.org/k?a=1;b=2>",
            r#"[{"label":"kryptonite","uri":"https://example.org/k?a=1;b=2"}]"#,
        ),
        (
            "type_of_object",
            "head",
            r#"[{"label":"sculpture","uri":"http://vocab.getty.edu/aat/300047090"},{"label":"head"}]"#,
        ),
        (
            "type_of_object",
            "sculpture > head",
            r#"[{"label":"sculpture","uri":"http://vocab.getty.edu/aat/300047090"},{"label":"head"}]"#,
        ),
        (
            "measurements",
            "height 31.5 cm; diameter of base: 12cm",
            r#"[{"dimension":"height","value":"31.5","unit":"cm"},{"dimension":"diameter of base","value":"12","unit":"cm"}]"#,
        ),
        ("date_period", "0100/0299~", r#"{"edtf":"0100/0299~"}"#),
        (
            "date_period",
            "0100/0299~ | 2nd to 3rd century",
            r#"{"edtf":"0100/0299~","text":"2nd to 3rd century"}"#,
        ),
        ("date_period", "{1960,1961-12}", r#"{"edtf":"{1960,1961-12}"}"#),
        ("value", "12000 USD", r#"{"value":"12000","unit":"USD"}"#),
        ("value", "0.50", r#"{"value":"0.50"}"#),
        ("authenticity", "Genuine", r#""genuine""#),
        ("authenticity", "douteux", r#""doubtful""#),
        ("maker", "unknown", r#"{"name":"unknown"}"#),
        (
            "condition_assessor",
            "A. Sok (conservator, National Museum, Phnom Penh)",
            r#"{"name":"A. Sok","role":"conservator","organisation":"National Museum, Phnom Penh"}"#,
        ),
        (
            "found_at",
            "Flat 4; detail: under the bed; country: GB; latitude: 51.50; longitude: -0.12",
            r#"{"name":"Flat 4","detail":"under the bed","country":"GB","latitude":"51.50","longitude":"-0.12"}"#,
        ),
        ("reference", "ABC/1/2", r#""ABC/1/2""#),
        ("quantity", "12", "12"),
        ("quantity", " ", "null"),
        ("title", "", "null"),
    ] {
        assert_eq!(read(id, text), value);
    }
}

#[test]
fn what_a_field_does_not_take_is_refused_with_an_example() {
    for (id, text) in [
        ("title", "two\nlines"),
        ("title", "bell\u{7}"),
        ("description", "nul\u{0}"),
        ("materials_techniques", "schist <not a uri>"),
        ("materials_techniques", "schist <javascript:alert(1)>"),
        ("materials_techniques", "<http://example.org>"),
        ("materials_techniques", ";"),
        ("measurements", "31.5 cm"),
        ("measurements", "height cm"),
        ("measurements", "height 31.5"),
        ("measurements", "height 31,5 cm"),
        ("measurements", "height -3 cm"),
        ("measurements", "height 3 cubits"),
        ("measurements", "height 1.2.3 cm"),
        ("date_period", "2nd century"),
        ("date_period", "1985-02-30"),
        ("value", "a lot"),
        ("value", "12,000 USD"),
        ("authenticity", "probably"),
        ("found_at", "Flat 4; colour: red"),
        ("found_at", "Flat 4; country: Cambodia"),
        ("found_at", "Flat 4; latitude: 91; longitude: 0"),
        ("found_at", "Flat 4; latitude: 51.5"),
        ("found_at", "Flat 4; country: GB; country: FR"),
        ("reference", "///"),
        ("quantity", "-1"),
        ("quantity", "1.5"),
        ("quantity", "99999999999999999"),
        ("photographs", "12"),
    ] {
        refused(id, text);
    }
    assert!(refused("authenticity", "x").remedy.unwrap().contains("imitation"));
    assert!(refused("measurements", "x").remedy.unwrap().contains("height 31.5 cm"));
}

#[test]
fn shapes_that_no_field_has_are_refused() {
    let long = "x".repeat(value::MAX_TEXT_BYTES + 1);
    for (id, value) in [
        ("title", r#"[]"#.to_owned()),
        ("title", r#"{"text":"a","colour":"b"}"#.into()),
        ("title", r#"{"lang":"en"}"#.into()),
        ("title", r#"{"text":"a","translations":{"English":"b"}}"#.into()),
        ("title", r#"{"text":"a","translations":{"km":5}}"#.into()),
        ("title", "5".into()),
        ("title", r#""""#.into()),
        ("title", format!("\"{long}\"")),
        ("materials_techniques", r#""schist""#.into()),
        ("materials_techniques", r#"[{"label":"schist","colour":"grey"}]"#.into()),
        ("materials_techniques", r#"[{"uri":"http://example.org"}]"#.into()),
        ("measurements", r#"[{"dimension":"height","value":31,"unit":"cm"}]"#.into()),
        ("measurements", r#"[{"dimension":"height","value":"-31","unit":"cm"}]"#.into()),
        ("date_period", r#"{"text":"2nd century"}"#.into()),
        ("date_period", r#""0100""#.into()),
        ("found_by", r#"{"role":"officer"}"#.into()),
        ("quantity", r#""12""#.into()),
        ("authenticity", r#""Genuine""#.into()),
    ] {
        let value = Json::parse(value.as_bytes()).unwrap();
        assert!(field(id).check(&value).is_err(), "{id} {value}");
    }
    assert!(field("title").check(&Json::Null).is_ok());
}

#[test]
fn a_value_that_was_read_passes_its_own_check_and_is_shown() {
    for (id, text, shown) in [
        ("title", "Head | km: ក្បាល", "ក្បាល"),
        ("materials_techniques", "schist; my own stone", "schist; my own stone"),
        ("materials_techniques", "bronze", "សំរិទ្ធ"),
        ("measurements", "height 31.5 cm; width 19.2cm", "height 31.5 cm; width 19.2 cm"),
        ("date_period", "0100/0299~", "2nd to about 3rd century CE"),
        ("date_period", "0100/0299~ | Kushan", "Kushan"),
        ("value", "12000 USD", "12000 USD"),
        ("authenticity", "genuine", "genuine"),
        ("found_by", "B. (officer)", "B. (officer)"),
        ("found_at", "Flat 4; country: GB; latitude: 51.5; longitude: 0", "Flat 4, GB, 51.5, 0"),
        ("quantity", "12", "12"),
    ] {
        let field = field(id);
        let value = field.value_from_text(text).unwrap();
        field.check(&value).unwrap();
        assert_eq!(field.display(&value, "km"), shown);
    }
    assert_eq!(field("authenticity").display(&"imitation".into(), "fr-CA"), "imitation");
    assert_eq!(field("authenticity").display(&"not_assessed".into(), "fr-CA"), "non évalué");
}

#[test]
fn a_value_of_a_later_version_is_shown_and_not_hidden() {
    let strange = object([("shape", "new".into())]);
    assert_eq!(field("measurements").display(&strange, "en"), r#"{"shape":"new"}"#);
    assert_eq!(field("quantity").display(&"twelve".into(), "en"), r#""twelve""#);
}

#[test]
fn a_search_finds_a_value_by_its_broader_terms_and_in_other_languages() {
    let materials = field("materials_techniques");
    let found = materials.search_text(&materials.value_from_text("Schist").unwrap());
    for word in ["Schist", "stone", "ថ្ម", "سنگ"] {
        assert!(found.lines().any(|line| line == word), "{word} in {found}");
    }
    let date = field("date_period");
    let found = date.search_text(&date.value_from_text("02XX | Kushan").unwrap());
    assert_eq!(found, "02XX\nKushan\n3rd century CE");
    let title = field("title");
    let found = title.search_text(&title.value_from_text("en: Head | km: ក្បាល").unwrap());
    assert_eq!(found, "Head\nក្បាល");
    let opinion = field("authenticity");
    assert!(opinion.search_text(&"imitation".into()).lines().any(|line| line == "forgery"));
}

#[test]
fn completeness_says_what_is_missing_and_counts_each_thing_once() {
    let templates = fields();
    let none = completeness(&|_| None, &[], &templates);
    assert_eq!(none.done, 0);
    assert_eq!(none.missing.len(), none.of);
    assert_eq!(none.missing.iter().filter(|m| *m == "view:scale").count(), 1);
    assert!(
        none.missing.contains(&"title".to_owned()) && !none.missing.contains(&"inventory_number".to_owned())
    );

    let views = ["overall_front", "scale"].map(String::from);
    let values = std::collections::BTreeMap::from([
        ("title", "Head".into()),
        ("description", Json::Null),
        // The period stands for "date or period".
        ("period", Json::parse(br#"[{"label":"Bayon"}]"#).unwrap()),
        ("type_of_object", Json::parse(br#"[{"label":"sculpture"}]"#).unwrap()),
    ]);
    let some = completeness(&|id| values.get(id), &views, &templates);
    assert_eq!(some.done, 4, "{:?}", some.missing);
    for missing in ["description", "type_of_object", "view:overall_back", "view:label"] {
        assert!(some.missing.contains(&missing.to_owned()), "{missing}");
    }
    assert!(!some.missing.contains(&"date_period".to_owned()));

    let chosen = field("type_of_object").value_from_text("rhyton").unwrap();
    let typed = Json::parse(br#"[{"label":"Rhyton"}]"#).unwrap();
    for two_levels in [&chosen, &typed] {
        let found = completeness(&|id| (id == "type_of_object").then_some(two_levels), &[], &templates);
        assert!(!found.missing.contains(&"type_of_object".to_owned()));
    }
}

#[test]
fn an_unknown_field_is_answered_with_near_ones() {
    let error = find_field(&fields(), "materials").unwrap_err();
    assert_eq!(error.code, Code::Usage);
    assert!(error.remedy.unwrap().contains("materials_techniques"));
}

#[test]
fn a_template_that_does_not_hold_together_is_refused() {
    let vocabularies = builtin().unwrap().vocabularies;
    let head =
        "id = \"x\"\nversion = 1\ntitle = { en = \"X\" }\n[[groups]]\nid = \"g\"\nlabel = { en = \"G\" }\n";
    let with = |rest: &str| Template::parse(&format!("{head}[[fields]]\n{rest}"), &vocabularies);
    let good = "id = \"a\"\ngroup = \"g\"\ntype = \"text\"\nlabel = { en = \"A\" }\n";
    assert!(with(good).is_ok());
    for bad in [
        good.replace("\"g\"", "\"h\""),
        good.replace("\"a\"", "\"A b\""),
        good.replace("text", "colour"),
        good.replace("en =", "fr ="),
        good.replace("en =", "English ="),
        format!("{good}colour = 1\n"),
        format!("{good}repeatable = true\n"),
        format!("{good}levels = 2\n"),
        format!("{good}vocabularies = [\"materials\"]\n"),
        format!("{good}required_views = [\"scale\"]\n"),
        good.replace("text", "choice"),
        format!("{}vocabularies = [\"nowhere\"]\n", good.replace("text", "term")),
        format!(
            "{}vocabularies = [\"views\"]\nrequired_views = [\"moon\"]\n",
            good.replace("text", "photographs")
        ),
        format!("{good}[[fields]]\n{good}"),
    ] {
        assert_eq!(with(&bad).map_err(|e| e.code), Err(Code::BadValue), "{bad}");
    }
    assert!(Template::parse(&"#".repeat(MAX_BYTES + 1), &vocabularies).is_err());
    assert!(Template::parse("\u{0}", &vocabularies).is_err());
}

#[test]
fn a_vocabulary_that_does_not_hold_together_is_refused() {
    let with = |terms: &str| {
        Vocabulary::parse(&format!("id = \"x\"\nversion = 1\ntitle = {{ en = \"X\" }}\nterms = [{terms}]"))
    };
    assert!(with(r#"{ id = "a", label = { en = "A" } }"#).is_ok());
    for bad in [
        r#"{ id = "a", label = { en = "A" } }, { id = "a", label = { en = "B" } }"#,
        r#"{ id = "a", label = { en = "A" } }, { id = "b", label = { en = "a" } }"#,
        r#"{ id = "a", broader = "b", label = { en = "A" } }, { id = "b", broader = "a", label = { en = "B" } }"#,
        r#"{ id = "a", broader = "a", label = { en = "A" } }"#,
        r#"{ id = "a", label = { fr = "A" } }"#,
        r#"{ id = "a", label = { en = " " } }"#,
        r#"{ id = "a", label = { en = "A" }, dates = "long ago" }"#,
        r#"{ id = "a", label = { en = "A" }, uri = "x" }"#,
    ] {
        assert_eq!(with(bad).map_err(|e| e.code), Err(Code::BadValue), "{bad}");
    }
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_is_refused_or_passes_its_own_check(text in "[a-z0-9;:|<>(), .\\-\u{1780}\u{627}]{0,40}") {
        static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(fields);
        for field in TEMPLATES.iter().flat_map(|t| &t.fields) {
            if let Ok(value) = field.value_from_text(&text) {
                assert!(field.check(&value).is_ok(), "{} {value}", field.id);
                assert_eq!(Json::parse(value.compact().as_bytes()).as_ref(), Ok(&value));
                let _ = (field.display(&value, "km"), field.search_text(&value));
            }
        }
    }
}
