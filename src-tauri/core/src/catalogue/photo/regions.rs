//! Regions and lengths of a photo: damage, inscription, scale bar. Each is an entry, none touches a pixel.

use crate::catalogue::Catalogue;
use crate::catalogue::fields::{Checked, write_fields};
use crate::digest::{Digest, to_hex};
use crate::entry::Class;
use crate::error::{Code, Error, Result};
use crate::id::{RecordId, RecordKind};
use crate::json::Json;
use crate::photo::region::{Region, RegionKind, field_of, id_of};
use crate::state::{Assertion, Record};
use serde::Serialize;

/// A region as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RegionView {
    /// Its id, 32 hex digits.
    pub id: String,
    /// What is said of it; while people disagree, the value that was said first.
    pub region: Region,
    /// The entry that says so.
    pub entry: Digest,
    /// The signer's name or fingerprint.
    pub signer: String,
    /// The laptop.
    pub device: String,
    /// When, by that laptop's clock.
    pub at: String,
    /// How many different values people hold it to have; more than one is a conflict.
    pub values: usize,
}

impl Catalogue {
    /// The regions of a photo, in the order in which they were first said. What is no region of this version's form is
    /// left out here, and stays in the record.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn photo_regions(&self, photo: &RecordId) -> Result<Vec<RegionView>> {
        let record = self.record(photo)?;
        let mut found: Vec<(u64, RegionView)> = Vec::new();
        for (field, register) in record.registers() {
            let Some(id) = id_of(field) else { continue };
            let values = register.values();
            let said: Option<(&Assertion, Region)> = values.iter().find_map(|group| {
                let first = group.first()?;
                Some((*first, Region::read(&first.value)?))
            });
            let Some((said, region)) = said else { continue };
            let (signer, device) = self.author(said.chain)?;
            let first = register.history().first().map_or(said.clock, |first| first.clock);
            let view = RegionView {
                id: id.to_owned(),
                region,
                entry: said.entry,
                signer,
                device,
                at: said.moment.at(),
                values: values.len(),
            };
            found.push((first, view));
        }
        found.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
        Ok(found.into_iter().map(|(_, view)| view).collect())
    }

    /// Marks a region, new (`id` of `None`) or changed; gives its id. A length is measured here, by the scale that it
    /// names, whatever value came with it.
    ///
    /// # Errors
    /// [`Code::BadValue`] for what is no region of this photo, [`Code::NotFound`] for an id or scale that is not there.
    pub fn photo_mark(&mut self, photo: &RecordId, id: Option<&str>, region: &Region) -> Result<String> {
        let record = self.photo_record(photo)?;
        let region = self.measured(&record, region)?;
        let size = self.claimed_size(photo)?;
        region.check(size).map_err(|what| bad(what).on(photo))?;
        let (id, field) = match id {
            Some(id) => (id.to_owned(), known_field(&record, id)?),
            None => {
                let mut random = [0; 16];
                self.around.random.fill(&mut random)?;
                let id = to_hex(&random);
                let field = field_of(&id).ok_or_else(|| bad("its id has another form".to_owned()))?;
                (id, field)
            }
        };
        self.set_region(photo, field, region.to_json(photo))?;
        Ok(id)
    }

    /// Takes a region back; what was said of it stays in the history.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn photo_unmark(&mut self, photo: &RecordId, id: &str) -> Result<()> {
        let field = known_field(&self.photo_record(photo)?, id)?;
        self.set_region(photo, field, Json::Null)
    }

    /// The length of a line by a scale of this photo, and its unit; nothing is saved.
    ///
    /// # Errors
    /// [`Code::NotFound`] for a scale that is not there, [`Code::BadValue`] for two points that are one.
    pub fn photo_measure(
        &self,
        photo: &RecordId,
        scale: &str,
        from: (i64, i64),
        to: (i64, i64),
    ) -> Result<(String, String)> {
        let scale = scale_of(&self.record(photo)?, scale)?;
        let value = scale.measure(from, to).ok_or_else(|| bad("its two points are one".to_owned()))?;
        Ok((value, scale.unit.unwrap_or_default()))
    }

    fn measured(&self, record: &Record, region: &Region) -> Result<Region> {
        let crate::photo::region::Shape::Line { from, to } = region.shape else { return Ok(region.clone()) };
        let (RegionKind::Length, Some(scale)) = (region.kind, &region.scale) else {
            return Ok(region.clone());
        };
        let by = scale_of(record, scale)?;
        let value = by.measure(from, to).ok_or_else(|| bad("its two points are one".to_owned()))?;
        Ok(Region { value: Some(value), unit: by.unit, ..region.clone() })
    }

    fn set_region(&mut self, photo: &RecordId, field: String, value: Json) -> Result<()> {
        let value = Checked { field, value, class: Class::Open };
        self.commit(|pen| write_fields(pen, "photo.set", photo, &[value]).map(|_| ()))
    }

    /// The record of a photo, and of nothing else.
    pub(super) fn photo_record(&self, photo: &RecordId) -> Result<Record> {
        if photo.kind() != Some(RecordKind::Photo) {
            return Err(Error::new(Code::Usage, "working with a photo", "this is no photo").on(photo));
        }
        self.record(photo)
    }

    /// Columns and lines of the picture, upright, as the file claims.
    fn claimed_size(&self, photo: &RecordId) -> Result<Option<(u32, u32)>> {
        let claims = self.photo(photo)?.claims;
        let claim = |name: &str| claims.int_of(name).and_then(|n| u32::try_from(n).ok());
        Ok(claim("width").zip(claim("height")))
    }
}

fn bad(what: String) -> Error {
    Error::new(Code::BadValue, "marking a region", what).safe("Nothing was saved")
}

fn known_field(record: &Record, id: &str) -> Result<String> {
    let field = field_of(id).filter(|field| record.register(field).is_some());
    field
        .ok_or_else(|| Error::new(Code::NotFound, "changing a region", "the photo has no such region").on(id))
}

fn scale_of(record: &Record, id: &str) -> Result<Region> {
    let scale = known_field(record, id).ok().and_then(|field| Region::read(record.value(&field)?));
    scale.filter(|scale| scale.kind == RegionKind::Scale).ok_or_else(|| {
        Error::new(Code::NotFound, "measuring in a photo", "the photo has no such scale")
            .on(id)
            .remedy("Mark a known length first, such as the scale bar's.")
    })
}
