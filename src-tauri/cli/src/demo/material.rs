//! What is recorded in the demonstration. Persons, places of seizure and objects are invented; the fields are real.

/// A signer: name, organisation, role, initials.
pub const SOKHA: [&str; 4] = ["Sokha Chan", "Joint Task Force", "specialist", "SC"];
/// As [`SOKHA`].
pub const KARIM: [&str; 4] = ["Karim Rahimi", "Joint Task Force", "specialist", "KR"];
/// As [`SOKHA`].
pub const HEADQUARTERS: [&str; 4] = ["Ingrid Moen", "Headquarters", "analyst", "IM"];

/// The fields of one artefact, as a person types them.
pub type Artefact = &'static [(&'static str, &'static str)];

/// What Sokha records.
pub const BY_SOKHA: [Artefact; 4] = [
    &[
        ("reference", "SC/1"),
        ("title", "en: Standing four-armed Avalokiteshvara | km: ព្រះអវលោកិតេស្វរ"),
        ("type_of_object", "statuette"),
        ("materials_techniques", "bronze; lost-wax casting"),
        ("measurements", "height 31.5 cm; width 12.2 cm; depth 9.8 cm; weight 4.12 kg"),
        ("inscriptions_markings", "Painted number 14 in red under the base."),
        ("distinguishing_features", "Lower left hand lost; casting flaw behind the right knee."),
        ("subject", "Avalokiteshvara"),
        ("date_period", "0950/1050~ | 10th to 11th century"),
        ("maker", "unknown"),
        ("description", "Stands on a square base with a tenon. រូបសំណាកសំរិទ្ធ មានស្នាមប្រេះនៅក."),
        ("culture", "Khmer"),
        ("found_at", "Storage unit 7; detail: shelf B, behind the door; country: GB"),
        ("found_date", "2025-11-12"),
        ("condition", "fair"),
        ("condition_details", "Active corrosion at the feet."),
        ("completeness_of_object", "nearly_complete"),
        ("authenticity", "genuine"),
        ("authenticity_author", "Sokha Chan (specialist, Joint Task Force)"),
        ("legal_status", "seized"),
        ("value", "180000 USD"),
        ("quantity", "1"),
    ],
    &[
        ("reference", "SC/2"),
        ("title", "en: Seated woman in a flounced robe, composite | prs: زن نشسته"),
        ("type_of_object", "statuette"),
        ("materials_techniques", "chlorite; limestone"),
        ("measurements", "height 13.4 cm; width 10.1 cm"),
        ("date_period", "-2199~/-1799~ | Bactria, around 2000 BC"),
        (
            "description",
            "Body and headdress of dark stone, head and arms of white limestone, set in separately.",
        ),
        (
            "distinguishing_features",
            "Left arm glued in recent times; tool marks of a rotary burr in the folds.",
        ),
        ("culture", "Bactrian"),
        ("condition", "good"),
        ("authenticity", "doubtful"),
        ("authenticity_author", "Sokha Chan (specialist, Joint Task Force)"),
        ("authenticity_reasons", "Rotary tool marks; accretions dissolve in water."),
        ("claimed_origin", "Balkh; country: AF"),
        ("quantity", "1"),
    ],
    &[
        ("reference", "SC/3"),
        ("title", "en: Relief with the gift of a handful of dust | prs: نقش برجسته"),
        ("type_of_object", "relief"),
        ("materials_techniques", "schist; carving"),
        ("measurements", "height 41 cm; width 37.5 cm; depth 6 cm"),
        ("date_period", "0100/0299~ | 2nd to 3rd century"),
        ("description", "Fragment of a frieze: three standing figures before a pilaster. سنگ شیست خاکستری."),
        ("culture", "Gandharan"),
        ("period", "mature Gandharan"),
        ("condition", "fair"),
        ("completeness_of_object", "fragment"),
        ("quantity", "1"),
    ],
    &[
        ("reference", "SC/4"),
        ("title", "Lot of copper-alloy coins"),
        ("type_of_object", "copper-alloy coin"),
        ("materials_techniques", "copper alloy"),
        ("quantity", "20"),
        ("condition", "poor"),
        ("description", "In a knotted cloth; most are corroded together."),
    ],
];

/// What Karim records on the second laptop.
pub const BY_KARIM: [Artefact; 2] = [
    &[
        ("reference", "KR/1"),
        ("title", "en: Head of a Buddha | prs: سر بودا"),
        ("type_of_object", "head"),
        ("materials_techniques", "stucco"),
        ("measurements", "height 22 cm"),
        ("date_period", "0300~/0499~ | 4th to 5th century"),
        ("culture", "Gandharan"),
        ("condition", "unstable"),
        ("description", "شکستگی در گردن؛ رد رنگ سرخ بر لب‌ها."),
        ("quantity", "1"),
    ],
    &[
        ("reference", "KR/2"),
        ("title", "en: Lintel fragment with a kala mask | km: ក្បាលរាហូ"),
        ("type_of_object", "lintel"),
        ("materials_techniques", "sandstone; carving"),
        ("measurements", "height 48 cm; width 61 cm"),
        ("date_period", "1080~/1150~"),
        ("culture", "Khmer Empire"),
        ("condition", "fair"),
        ("quantity", "1"),
    ],
];

/// In which views photos show an artefact, in the order in which they are taken.
pub const VIEWS: [&str; 4] = ["overall_front", "overall_back", "scale", "label"];

/// Sokha's note.
pub const NOTE: &str = "Burial soil is packed into the folds at the back and was not cleaned away. \
The break at the left wrist is old: its edges carry the same patina as the surface.\n\
មានដីកប់នៅតាមផ្នត់ខាងក្រោយ។";

/// Karim's note.
pub const NOTE_IN_DARI: &str =
    "شکستگی گردن تازه است و گرد سفید گچ بر آن دیده می‌شود. پیش از بسته‌بندی عکس گرفته شد.";

/// The seals on the crate.
pub const SEALS: [&str; 2] = ["K 00127", "K 00128"];
