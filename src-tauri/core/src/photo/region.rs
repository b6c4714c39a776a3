//! Regions of a photo: a damage, an inscription, the scale bar, a length measured. They are entries, never pixels.
//!
//! Owns: their form in a register (FORMAT.md section 15), a W3C Web Annotation of integers and texts, and measuring.
//! Must never: allow what would not merge: each region is a register of its own, `region.<32 hex digits>`, so that two
//! people who mark one photo add to each other, and disagree only about a region that both changed.

use crate::decimal::Decimal;
use crate::id::RecordId;
use crate::json::{Json, object};
use std::fmt::Write as _;

/// What the fields of regions begin with.
pub const FIELD: &str = "region.";
/// The longest text that describes a region, in bytes.
pub const MOST_NOTE: usize = 4000;
/// The most corners of an outline.
pub const MOST_CORNERS: usize = 200;
/// No picture has more columns or lines.
const MOST_PIXELS: i64 = 1_000_000;
/// The units of lengths.
pub const UNITS: [&str; 4] = ["mm", "cm", "m", "in"];

/// What a region is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RegionKind {
    /// A damage.
    Damage,
    /// An inscription.
    Inscription,
    /// Anything else that its note describes.
    Other,
    /// A known length, as on the scale bar in the photo.
    Scale,
    /// A length that was measured by a scale.
    Length,
}

impl RegionKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Damage, Self::Inscription, Self::Other, Self::Scale, Self::Length];

    /// The word in the annotation.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Damage => "damage",
            Self::Inscription => "inscription",
            Self::Other => "other",
            Self::Scale => "scale",
            Self::Length => "length",
        }
    }

    /// True for the two that are a line between two points.
    pub const fn is_line(self) -> bool {
        matches!(self, Self::Scale | Self::Length)
    }
}

/// Where it lies, in pixels of the photo as it stands upright by its own claim, from the upper left corner.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "form", rename_all = "lowercase")]
pub enum Shape {
    /// A rectangle.
    Box {
        /// Its left edge.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        x: i64,
        /// Its upper edge.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        y: i64,
        /// Its columns.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        width: i64,
        /// Its lines.
        #[cfg_attr(feature = "typescript", ts(type = "number"))]
        height: i64,
    },
    /// The corners of an outline, three or more.
    Outline {
        /// Column and line of each.
        #[cfg_attr(feature = "typescript", ts(type = "[number, number][]"))]
        corners: Vec<(i64, i64)>,
    },
    /// A line from one point to another.
    Line {
        /// Column and line of one.
        #[cfg_attr(feature = "typescript", ts(type = "[number, number]"))]
        from: (i64, i64),
        /// Column and line of the other.
        #[cfg_attr(feature = "typescript", ts(type = "[number, number]"))]
        to: (i64, i64),
    },
}

/// One region.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// Where it lies.
    pub shape: Shape,
    /// What a person says of it; may be empty.
    #[serde(default)]
    pub note: String,
    /// Of a scale the known length, of a length the measured one: a decimal.
    #[serde(default)]
    pub value: Option<String>,
    /// Its unit, one of [`UNITS`].
    #[serde(default)]
    pub unit: Option<String>,
    /// Of a length: the region that is its scale.
    #[serde(default)]
    pub scale: Option<String>,
}

/// The register's field of a region's id; `None` if that is no 32 hex digits.
pub fn field_of(id: &str) -> Option<String> {
    let hex = id.len() == 32 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    hex.then(|| format!("{FIELD}{id}"))
}

/// The id of a region's field; `None` for other fields.
pub fn id_of(field: &str) -> Option<&str> {
    field.strip_prefix(FIELD).filter(|id| field_of(id).is_some())
}

impl Region {
    /// Checks form and size; `picture` is the photo's size, where it is known.
    ///
    /// # Errors
    /// A sentence's fragment that says what is not allowed.
    pub fn check(&self, picture: Option<(u32, u32)>) -> Result<(), String> {
        let (width, height) = picture.map_or((MOST_PIXELS, MOST_PIXELS), |(w, h)| (w.into(), h.into()));
        let inside = |(x, y): &(i64, i64)| (0..=width).contains(x) && (0..=height).contains(y);
        match &self.shape {
            Shape::Line { from, to } if self.kind.is_line() && from == to => {
                return Err("its two points are one".to_owned());
            }
            Shape::Line { .. } if self.kind.is_line() => {}
            _ if self.kind.is_line() => return Err("a length lies between two points".to_owned()),
            Shape::Line { .. } => return Err("a line marks a length only".to_owned()),
            Shape::Box { width, height, .. } if *width < 1 || *height < 1 => {
                return Err("its rectangle is empty".to_owned());
            }
            Shape::Outline { corners } if !(3..=MOST_CORNERS).contains(&corners.len()) => {
                return Err(format!("an outline has 3 to {MOST_CORNERS} corners"));
            }
            _ => {}
        }
        if !self.shape.points().iter().all(inside) {
            return Err("it lies outside the photo".to_owned());
        }
        if self.note.len() > MOST_NOTE {
            return Err(format!("its description is longer than {MOST_NOTE} bytes"));
        }
        self.check_length()
    }

    fn check_length(&self) -> Result<(), String> {
        if !self.kind.is_line() {
            let none = self.value.is_none() && self.unit.is_none() && self.scale.is_none();
            return none.then_some(()).ok_or_else(|| "only a scale or a length has a length".to_owned());
        }
        let value = self.value.as_deref().and_then(Decimal::parse);
        if value.is_none_or(|v| v.is_negative() || v.to_string() == "0") {
            return Err("its length is no number above 0".to_owned());
        }
        if !self.unit.as_deref().is_some_and(|unit| UNITS.contains(&unit)) {
            return Err(format!("its unit is none of {}", UNITS.join(", ")));
        }
        match (self.kind, &self.scale) {
            (RegionKind::Scale, None) => Ok(()),
            (RegionKind::Length, Some(scale)) if field_of(scale).is_some() => Ok(()),
            _ => Err("a length names the scale that it was measured by, and only a length does".to_owned()),
        }
    }

    /// The value of its register.
    pub fn to_json(&self, photo: &RecordId) -> Json {
        let body = |purpose: &str, value: &str, more: Option<(&str, &str)>| {
            let members = [("type", "TextualBody"), ("purpose", purpose), ("value", value)];
            let members = members.into_iter().chain(more);
            Json::Object(members.map(|(name, text)| (name.to_owned(), text.into())).collect())
        };
        let mut bodies = vec![body("classifying", self.kind.word(), None)];
        if !self.note.trim().is_empty() {
            bodies.push(body("describing", self.note.trim(), None));
        }
        if let (Some(value), Some(unit)) = (&self.value, &self.unit) {
            bodies.push(body("assessing", value, Some(("unit", unit))));
        }
        if let Some(scale) = &self.scale {
            bodies.push(body("linking", scale, None));
        }
        let target = object([("source", photo.as_str().into()), ("selector", self.shape.to_json())]);
        object([("type", "Annotation".into()), ("body", Json::List(bodies)), ("target", target)])
    }

    /// Reads a register's value; `None` for what is no region of this form, which is kept and shown as unknown.
    pub fn read(value: &Json) -> Option<Self> {
        let bodies = value.items_of("body");
        let body = |purpose: &str| bodies.iter().find(|body| body.text_of("purpose") == Some(purpose));
        let text = |purpose: &str| body(purpose)?.text_of("value").map(str::to_owned);
        let word = text("classifying")?;
        let region = Self {
            kind: RegionKind::ALL.into_iter().find(|kind| kind.word() == word)?,
            shape: Shape::read(value.get("target")?.get("selector")?)?,
            note: text("describing").unwrap_or_default(),
            value: text("assessing"),
            unit: body("assessing").and_then(|body| body.text_of("unit")).map(str::to_owned),
            scale: text("linking"),
        };
        (value.text_of("type") == Some("Annotation") && region.check(None).is_ok()).then_some(region)
    }

    /// The length of a line between two points, by this scale, in its unit: a decimal with no more places than a pixel
    /// is worth. `None` if this is no scale.
    pub fn measure(&self, from: (i64, i64), to: (i64, i64)) -> Option<String> {
        let Shape::Line { from: a, to: b } = self.shape else { return None };
        if self.kind != RegionKind::Scale || from == to {
            return None;
        }
        let known: f64 = self.value.as_deref()?.parse().ok().filter(|known| *known > 0.0)?;
        let pixel = known / distance(a, b);
        let places = (-pixel.log10()).ceil().clamp(0.0, 4.0) as usize;
        let text = format!("{:.places$}", pixel * distance(from, to));
        Decimal::parse(&text).map(|decimal| decimal.to_string()).filter(|text| text != "0")
    }
}

fn distance(a: (i64, i64), b: (i64, i64)) -> f64 {
    ((a.0 - b.0) as f64).hypot((a.1 - b.1) as f64)
}

const FRAGMENTS: &str = "http://www.w3.org/TR/media-frags/";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\">";

impl Shape {
    fn points(&self) -> Vec<(i64, i64)> {
        match self {
            Self::Box { x, y, width, height } => {
                vec![(*x, *y), (x.saturating_add(*width), y.saturating_add(*height))]
            }
            Self::Outline { corners } => corners.clone(),
            Self::Line { from, to } => vec![*from, *to],
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Box { x, y, width, height } => object([
                ("type", "FragmentSelector".into()),
                ("conformsTo", FRAGMENTS.into()),
                ("value", format!("xywh=pixel:{x},{y},{width},{height}").as_str().into()),
            ]),
            Self::Outline { corners } => {
                let mut svg = format!("{SVG}<polygon points=\"");
                for (i, (x, y)) in corners.iter().enumerate() {
                    let _ = write!(svg, "{}{x},{y}", if i == 0 { "" } else { " " });
                }
                svg_selector(&(svg + "\"/></svg>"))
            }
            Self::Line { from, to } => svg_selector(&format!(
                "{SVG}<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/></svg>",
                from.0, from.1, to.0, to.1
            )),
        }
    }

    /// Reads exactly what [`Shape::to_json`] writes: no SVG of anybody's is ever interpreted.
    fn read(selector: &Json) -> Option<Self> {
        let value = selector.text_of("value")?;
        let shape = match selector.text_of("type")? {
            "FragmentSelector" => {
                let [x, y, width, height] = numbers(value.strip_prefix("xywh=pixel:")?)?.try_into().ok()?;
                Self::Box { x, y, width, height }
            }
            "SvgSelector" => {
                let inside = value.strip_prefix(SVG)?.strip_suffix("\"/></svg>")?;
                if let Some(points) = inside.strip_prefix("<polygon points=\"") {
                    let corner = |text: &str| <[i64; 2]>::try_from(numbers(text)?).ok().map(|[x, y]| (x, y));
                    Self::Outline { corners: points.split(' ').map(corner).collect::<Option<_>>()? }
                } else {
                    let mut texts = inside.strip_prefix("<line x1=\"")?.split("\" ");
                    let mut next = |name: &str| numbers(texts.next()?.strip_prefix(name)?)?.first().copied();
                    let (from, to) = ((next("")?, next("y1=\"")?), (next("x2=\"")?, next("y2=\"")?));
                    Self::Line { from, to }
                }
            }
            _ => return None,
        };
        (shape.to_json().text_of("value") == Some(value)).then_some(shape)
    }
}

fn svg_selector(svg: &str) -> Json {
    object([("type", "SvgSelector".into()), ("value", svg.into())])
}

/// Integers joined by commas.
fn numbers(text: &str) -> Option<Vec<i64>> {
    text.split(',').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::id::RecordKind;

    fn photo() -> RecordId {
        RecordId::new(RecordKind::Photo, Digest::of(b"a photo"))
    }

    fn damage(shape: Shape) -> Region {
        Region { kind: RegionKind::Damage, shape, note: "crack".into(), value: None, unit: None, scale: None }
    }

    fn scale(to: (i64, i64), value: &str) -> Region {
        Region {
            kind: RegionKind::Scale,
            shape: Shape::Line { from: (0, 0), to },
            note: String::new(),
            value: Some(value.into()),
            unit: Some("mm".into()),
            scale: None,
        }
    }

    #[test]
    fn every_region_is_read_back_from_its_annotation_and_the_form_is_that_of_the_format() {
        let corners = vec![(1, 2), (30, 4), (5, 60)];
        let length = Region {
            kind: RegionKind::Length,
            scale: Some("0123456789abcdef0123456789abcdef".into()),
            ..scale((3, 4), "12.5")
        };
        let outline = damage(Shape::Outline { corners });
        for region in
            [damage(Shape::Box { x: 0, y: 9, width: 4, height: 5 }), outline, scale((9, 9), "50"), length]
        {
            region.check(Some((100, 100))).unwrap();
            let value = region.to_json(&photo());
            assert_eq!(Region::read(&Json::parse(value.compact().as_bytes()).unwrap()), Some(region));
        }
        let value = damage(Shape::Box { x: 0, y: 9, width: 4, height: 5 }).to_json(&photo()).compact();
        let expected = concat!(
            r#"{"type":"Annotation","body":[{"type":"TextualBody","purpose":"classifying","value":"damage"},"#,
            r#"{"type":"TextualBody","purpose":"describing","value":"crack"}],"target":{"source":"PHOTO","#,
            r#""selector":{"type":"FragmentSelector","conformsTo":"http://www.w3.org/TR/media-frags/","#,
            r#""value":"xywh=pixel:0,9,4,5"}}}"#
        );
        assert_eq!(value, expected.replace("PHOTO", photo().as_str()));
    }

    #[test]
    fn what_is_no_region_is_refused_by_words_a_person_understands() {
        let picture = Some((100, 50));
        let refused = |region: Region| region.check(picture).unwrap_err();
        assert_eq!(
            refused(damage(Shape::Box { x: 0, y: 0, width: 101, height: 5 })),
            "it lies outside the photo"
        );
        assert_eq!(refused(damage(Shape::Box { x: 0, y: 0, width: 0, height: 5 })), "its rectangle is empty");
        assert!(refused(damage(Shape::Box { x: 5, y: 0, width: i64::MAX, height: 5 })).contains("outside"));
        assert!(refused(damage(Shape::Outline { corners: vec![(1, 1); 2] })).contains("corners"));
        assert!(refused(damage(Shape::Line { from: (0, 0), to: (1, 1) })).contains("length only"));
        assert_eq!(refused(scale((0, 0), "5")), "its two points are one");
        for value in ["0", "-1", "1e3", "", "0.00"] {
            assert_eq!(refused(scale((3, 4), value)), "its length is no number above 0", "{value}");
        }
        assert!(refused(Region { unit: Some("kg".into()), ..scale((3, 4), "5") }).contains("unit"));
        assert!(refused(Region { kind: RegionKind::Length, ..scale((3, 4), "5") }).contains("scale"));
        let long = Region {
            note: "x".repeat(MOST_NOTE + 1),
            ..damage(Shape::Box { x: 0, y: 0, width: 1, height: 1 })
        };
        assert!(refused(long).contains("description"));
    }

    #[test]
    fn foreign_annotations_and_markup_are_no_regions() {
        let good = scale((3, 4), "5").to_json(&photo()).compact();
        assert!(Region::read(&Json::parse(good.as_bytes()).unwrap()).is_some());
        for (from, to) in [
            ("<line", "<script>alert(1)</script><line"),
            ("x1=\\\"0\\\"", "x1=\\\"0\\\" onload=\\\"a\\\""),
            ("x1=\\\"0\\\"", "x1=\\\"00\\\""),
            ("SvgSelector", "XPathSelector"),
            ("\"scale\"", "\"weight\""),
            ("Annotation", "Note"),
        ] {
            assert_ne!(good, good.replace(from, to), "{from}");
            assert_eq!(
                Region::read(&Json::parse(good.replace(from, to).as_bytes()).unwrap()),
                None,
                "{from}"
            );
        }
        assert_eq!(
            id_of("region.0123456789abcdef0123456789abcdef"),
            Some("0123456789abcdef0123456789abcdef")
        );
        assert_eq!((id_of("region.xyz"), id_of("caption")), (None, None));
    }

    #[test]
    fn a_length_has_no_more_places_than_a_pixel_is_worth() {
        assert_eq!(scale((500, 0), "50").measure((0, 0), (300, 400)).as_deref(), Some("50"));
        assert_eq!(scale((300, 0), "50").measure((10, 10), (11, 10)).as_deref(), Some("0.2"));
        assert_eq!(scale((100, 0), "1000").measure((0, 0), (0, 33)).as_deref(), Some("330"));
        assert_eq!(scale((100, 0), "1000").measure((5, 5), (5, 5)), None);
        assert_eq!(damage(Shape::Box { x: 0, y: 0, width: 1, height: 1 }).measure((0, 0), (1, 1)), None);
    }
}
