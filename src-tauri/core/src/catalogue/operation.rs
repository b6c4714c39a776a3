//! The operation itself: beginning one, its details, its templates, and who signs.

use super::lock::Lock;
use super::{Catalogue, Surroundings};
use crate::digest::Digest;
use crate::entry::{Class, NewChange, OriginalRef};
use crate::error::{Code, Error, IoContext, Result};
use crate::id::{OperationId, RecordId, RecordKind};
use crate::json::{Json, object};
use crate::ledger::{Pen, load_record, tips};
use crate::progress::Silent;
use crate::signature::{PublicKey, UnlockedKey};
use crate::state::Record;
use crate::store::Database;
use crate::store::journal::JobKind;
use crate::store::stage::Staging;
use crate::template::{self, Template, Vocabulary};
use serde::Serialize;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

const SETTING: &str = "setting the operation";

/// The registers of an operation that a person sets, FORMAT.md section 7.
const FIELDS: [&str; 7] = ["reference", "title", "place", "agencies", "started", "ended", "required_views"];

/// Who signs, as chains introduce them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct SignerDetails {
    /// The person's name.
    pub name: String,
    /// The organisation.
    pub organisation: String,
    /// The role at this operation.
    pub role: String,
    /// The initials in exhibit references.
    pub initials: String,
}

/// What an operation begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default)]
pub struct NewOperation {
    /// Its reference, `LON-2025-114`.
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// Further registers of the operation.
    pub more: Vec<(String, Json)>,
}

/// An operation as it is shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OperationView {
    /// Its id.
    pub id: OperationId,
    /// Its registers that hold one value or more, by field.
    pub fields: Vec<(String, Vec<Json>)>,
    /// The templates in force.
    pub templates: Vec<String>,
    /// Those who signed here.
    pub signers: Vec<SignerView>,
    /// The chains and where they stand.
    pub chains: Vec<ChainView>,
    /// Artefacts recorded, of all not withdrawn.
    pub artefacts: usize,
    /// Packages, of all not withdrawn.
    pub packages: usize,
    /// Entries held.
    pub entries: u64,
}

/// A signer as shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SignerView {
    /// The key's fingerprint.
    pub fingerprint: String,
    /// The name by the signer's own word.
    pub name: Option<String>,
    /// The organisation.
    pub organisation: Option<String>,
    /// The role.
    pub role: Option<String>,
}

/// A chain as shown.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ChainView {
    /// The chain.
    pub chain: crate::id::ChainId,
    /// The laptop.
    pub device: String,
    /// Fingerprint of its key.
    pub signer: String,
    /// True if this catalogue writes it.
    pub mine: bool,
    /// Its end: number and head code; more than one where it forked.
    pub heads: Vec<(u64, String)>,
}

impl Catalogue {
    /// Begins an operation: a new catalogue in this folder, which is made if needed.
    ///
    /// # Errors
    /// [`Code::AlreadyACatalogue`]; [`Code::BadValue`] without a reference; [`Code::Usage`] for a register that an operation
    /// has not; the file system's failures. What was begun is then removed.
    pub fn create(
        root: &Path,
        around: Surroundings,
        key: UnlockedKey,
        details: SignerDetails,
        operation: &NewOperation,
    ) -> Result<Self> {
        check_reference(&operation.reference.as_str().into())?;
        let mut id = [0; 16];
        around.random.fill(&mut id)?;
        let begun = Self::begin(root, around, OperationId(id), |catalogue| {
            catalogue.unlock(key, details);
            catalogue.write_operation(operation)
        });
        Ok(begun?.0)
    }

    /// A new catalogue of an operation with the first entries, which `fill` writes. It stands there with them or not
    /// at all: a crash or failure before the end leaves a folder in which one can be begun again.
    pub(super) fn begin<T>(
        root: &Path,
        around: Surroundings,
        operation: OperationId,
        fill: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<(Self, T)> {
        crate::store::files::make_folders(root).doing("making the catalogue's folder", root)?;
        let lock = Lock::take(root)?;
        let database = Database::begin(root, &[("operation", &operation.to_string())])?;
        let mut catalogue = Self::assemble(root, database, around, Some(lock))?;
        catalogue.recovery = catalogue.originals.recover(&|_| Ok(false))?;
        let filled = match fill(&mut catalogue) {
            Ok(filled) => filled,
            Err(error) => {
                drop(catalogue);
                // What cannot be removed now is removed before the next beginning.
                let _ = Database::discard_begun(root);
                return Err(error);
            }
        };
        let mut catalogue = Self { database: catalogue.database.publish(root)?, ..catalogue };
        catalogue.read_templates()?;
        catalogue.measure()?;
        Ok((catalogue, filled))
    }

    fn write_operation(&mut self, operation: &NewOperation) -> Result<()> {
        let texts =
            [("reference", &operation.reference), ("title", &operation.title), ("place", &operation.place)];
        let texts = texts.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let mut values: Vec<(String, Json)> =
            texts.map(|(field, text)| (field.to_owned(), text.trim().into())).collect();
        values.extend(operation.more.iter().cloned());
        self.check_operation(&values)?;
        let templates = self.keep_builtin_templates()?;
        self.commit(|pen| {
            set_operation(pen, &values)?;
            templates.iter().try_for_each(|(template, original)| define_template(pen, template, original))
        })
    }

    /// Puts the built-in templates among the originals, so that bundles carry them.
    fn keep_builtin_templates(&self) -> Result<Vec<(Template, OriginalRef)>> {
        let begun = self.around.clock.now();
        let mut job = self.originals.begin(JobKind::Intake, "templates", begun, 1 << 20)?;
        let mut kept = Vec::new();
        for (template, text) in template::builtin_texts()? {
            let how = Staging { ext: |_| "bin", keep: None, progress: &Silent };
            let name = format!("{}.toml", template.id);
            let original = self.keep_bytes(&mut job, text.as_bytes(), &name, &how)?;
            kept.push((template, original));
        }
        // The journal goes once the entries that name the files are committed: at the next start.
        Ok(kept)
    }

    /// Puts bytes among the originals, durably.
    pub(super) fn keep_bytes(
        &self,
        job: &mut crate::store::journal::Job,
        mut bytes: &[u8],
        name: &str,
        how: &Staging<'_>,
    ) -> Result<OriginalRef> {
        let size = bytes.len() as u64;
        let staged = self.originals.stage_reader(&mut bytes, Path::new(name), size, how)?;
        let staged = staged.map_err(|failure| failure.into_error(Path::new(name)))?;
        let settled = self.originals.settle(job, vec![staged], how.progress)?;
        let settled = settled.into_iter().next();
        let missing = || Error::new(Code::Internal, "keeping an original", "nothing was kept");
        let settled = settled.ok_or_else(missing)?;
        Ok(OriginalRef { sha256: settled.digest, size: settled.size, ext: settled.ext })
    }

    /// Sets details of the operation.
    ///
    /// # Errors
    /// [`Code::Usage`] for a field that an operation has not, and for one that is given twice; [`Code::BadValue`] for a
    /// reference that says nothing; [`Code::KeyLocked`]; the database's failures.
    pub fn operation_set(&mut self, values: &[(String, Json)]) -> Result<()> {
        self.check_operation(values)?;
        self.commit(|pen| set_operation(pen, values))
    }

    /// What is signed stands for ever: a mistyped field is refused. One that another program or version set already can
    /// be set again.
    fn check_operation(&self, values: &[(String, Json)]) -> Result<()> {
        let record = load_record(&self.reader(), &RecordId::operation(self.operation))?;
        let mut given: Vec<&str> = Vec::new();
        for (field, value) in values {
            let refused = |what: &str| Err(Error::new(Code::Usage, SETTING, what).on(field));
            if !is_set_by_hand(field) {
                return refused("this field is not set by hand");
            }
            if given.contains(&field.as_str()) {
                return refused("a field is given twice");
            }
            let is_held = record.as_ref().is_some_and(|record| record.register(field).is_some());
            if !FIELDS.contains(&field.as_str()) && !is_held {
                let fields = format!("Its fields are {}.", FIELDS.join(", "));
                return refused("an operation has no such field").map_err(|error| error.remedy(fields));
            }
            if field == "reference" {
                check_reference(value)?;
            }
            given.push(field);
        }
        Ok(())
    }

    /// Joins another operation's entries to this one's: two that were begun apart for one site.
    ///
    /// # Errors
    /// [`Code::KeyLocked`]; the database's failures.
    pub fn operation_adopt(&mut self, other: OperationId) -> Result<()> {
        if other == self.operation {
            return Err(
                Error::new(Code::Usage, "adopting an operation", "this is the operation itself").on(other)
            );
        }
        self.commit(|pen| {
            let body = object([("operation", Json::Text(other.to_string()))]);
            pen.write("operation.adopt", Class::Open, Vec::new(), body).map(|_| ())
        })
    }

    /// The operation, its signers and chains.
    ///
    /// # Errors
    /// The database's failures.
    pub fn operation(&self) -> Result<OperationView> {
        let reader = self.reader();
        let record = load_record(&reader, &RecordId::operation(self.operation))?;
        let fields = record.iter().flat_map(Record::registers).map(|(field, register)| {
            let values = register.values().iter().map(|group| group[0].value.clone()).collect();
            (field.to_owned(), values)
        });
        let mut chains = Vec::new();
        let mut signers: Vec<SignerView> = Vec::new();
        for chain in reader.chains()? {
            let Ok(key) = PublicKey::from_bytes(&chain.key) else { continue };
            if !signers.iter().any(|s| s.fingerprint == key.fingerprint()) {
                signers.push(self.signer_view(&key)?);
            }
            let ends = reader.tips(&chain)?;
            chains.push(ChainView {
                chain: chain.chain,
                device: chain.device,
                signer: key.fingerprint(),
                mine: chain.mine,
                heads: ends.iter().map(|(at, _)| (at.seq, crate::head::head_code(at))).collect(),
            });
        }
        Ok(OperationView {
            id: self.operation,
            fields: fields.filter(|(field, _)| !field.starts_with("template.")).collect(),
            templates: self.templates().iter().map(|t| t.id.clone()).collect(),
            signers,
            chains,
            artefacts: self.count("artefact")?,
            packages: self.count("package")?,
            entries: reader.entry_count()?,
        })
    }

    fn count(&self, kind: &str) -> Result<usize> {
        let filter = crate::store::Filter {
            kind: Some(kind.to_owned()),
            withdrawn: Some(false),
            ..crate::store::Filter::default()
        };
        self.reader().count_items(&filter, 10_000_000)
    }

    /// Whose a key is, by their own word, as entries here tell.
    ///
    /// # Errors
    /// The database's failures.
    pub fn signer_view(&self, key: &PublicKey) -> Result<SignerView> {
        let record = load_record(&self.reader(), &RecordId::new(RecordKind::Signer, key.digest()))?;
        let text = |field: &str| record.as_ref().and_then(|r| r.text(field)).map(str::to_owned);
        Ok(SignerView {
            fingerprint: key.fingerprint(),
            name: text("name"),
            organisation: text("organisation"),
            role: text("role"),
        })
    }

    /// The places at which all chains stand.
    ///
    /// # Errors
    /// The database's failures.
    pub fn heads(&self) -> Result<Vec<crate::entry::Position>> {
        tips(&self.reader())
    }

    /// The operation's reference; empty while it has none.
    pub(super) fn operation_reference(&self) -> Result<String> {
        let record = load_record(&self.reader(), &RecordId::operation(self.operation))?;
        Ok(record.as_ref().and_then(|r| r.text("reference")).unwrap_or_default().to_owned())
    }

    /// Reads the templates that the operation carries; the built-in ones where it carries none yet.
    pub(super) fn read_templates(&mut self) -> Result<()> {
        let builtin = template::builtin()?;
        let mut found: Vec<Template> = Vec::new();
        let record = load_record(&self.reader(), &RecordId::operation(self.operation))?;
        for (field, register) in record.iter().flat_map(Record::registers) {
            let digest = register.value().and_then(Json::text).and_then(|t| t.parse::<Digest>().ok());
            let Some(digest) = digest.filter(|_| field.starts_with("template.")) else { continue };
            match self.template_of(field, &digest, &builtin.vocabularies) {
                Ok(template) => found.extend(template),
                // An entry may name any original as a template: the catalogue opens all the same, and says so.
                Err(error) => self.warnings.push(error.on(field)),
            }
        }
        for template in builtin.templates {
            if !found.iter().any(|f| f.id == template.id) {
                found.push(template);
            }
        }
        found.sort_by_key(|t| (t.id != "object_id", t.id.clone()));
        self.templates.set(found.into());
        Ok(())
    }

    /// The template that a register of the operation names; `None` where its file is not here.
    fn template_of(
        &self,
        field: &str,
        digest: &Digest,
        vocabularies: &[Arc<Vocabulary>],
    ) -> Result<Option<Template>> {
        const DOING: &str = "reading a template";
        let Some(path) = self.originals.find(digest)? else { return Ok(None) };
        let most = template::MAX_BYTES as u64 + 1;
        let mut text = String::new();
        let file = std::fs::File::open(&path).doing(DOING, &path)?;
        file.take(most).read_to_string(&mut text).doing(DOING, &path)?;
        let template = Template::parse(&text, vocabularies)?;
        if field != format!("template.{}", template.id) {
            let what = format!("it is of the template {}", template.id);
            return Err(Error::new(Code::BadValue, DOING, what).safe("The other templates are in force"));
        }
        Ok(Some(template))
    }
}

/// True for the registers of an operation that a person sets: not its templates.
pub(super) fn is_set_by_hand(field: &str) -> bool {
    !field.contains('.') && field != "exists"
}

/// Bundles, receipts and labels are named by the reference.
fn check_reference(value: &Json) -> Result<()> {
    if value.text().is_some_and(|text| !text.trim().is_empty()) {
        return Ok(());
    }
    Err(Error::new(Code::BadValue, SETTING, "an operation's reference is a text that is not empty")
        .on("reference")
        .safe("Nothing was saved")
        .remedy("Give a reference such as LON-2025-114."))
}

fn set_operation(pen: &mut Pen<'_>, values: &[(String, Json)]) -> Result<()> {
    let id = RecordId::operation(pen.operation());
    let record = load_record(pen.reader()?, &id)?.unwrap_or_else(|| Record::new(&id));
    let changes: Vec<NewChange> = values
        .iter()
        .map(|(field, value)| NewChange {
            record: Some(id.clone()),
            field: field.clone(),
            value: value.clone(),
            seen: record.seen(field),
        })
        .collect();
    if !changes.is_empty() {
        pen.write("operation.set", Class::Open, changes, object([]))?;
    }
    Ok(())
}

fn define_template(pen: &mut Pen<'_>, template: &Template, original: &OriginalRef) -> Result<()> {
    let id = RecordId::operation(pen.operation());
    let field = format!("template.{}", template.id);
    let seen = load_record(pen.reader()?, &id)?.map(|record| record.seen(&field)).unwrap_or_default();
    let change = NewChange { record: Some(id), field, value: original.sha256.into(), seen };
    let body = object([
        ("template", Json::Text(template.id.clone())),
        ("version", Json::Int(i64::from(template.version))),
        ("originals", Json::List(vec![original.to_json()])),
    ]);
    pen.write("template.define", Class::Open, vec![change], body).map(|_| ())
}

/// Says who a chain's signer is, where that is not said already.
pub(super) fn introduce(pen: &mut Pen<'_>, key: &UnlockedKey, details: &SignerDetails) -> Result<()> {
    let id = RecordId::new(RecordKind::Signer, key.public().digest());
    let record = load_record(pen.reader()?, &id)?.unwrap_or_else(|| Record::new(&id));
    let fields = [
        ("name", &details.name),
        ("organisation", &details.organisation),
        ("role", &details.role),
        ("initials", &details.initials),
    ];
    let changes: Vec<NewChange> = fields
        .into_iter()
        .filter(|(field, text)| !text.trim().is_empty() && record.text(field) != Some(text.trim()))
        .map(|(field, text)| NewChange {
            record: Some(id.clone()),
            field: field.to_owned(),
            value: text.trim().into(),
            seen: record.seen(field),
        })
        .collect();
    if !changes.is_empty() {
        pen.write("signer.introduce", Class::Open, changes, object([]))?;
    }
    Ok(())
}
