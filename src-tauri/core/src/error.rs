//! One error type: a stable code, what was being done, what it concerned, what is safe, what to do.
//!
//! Screens and scripts match the code, never the text. A code, once released, keeps its meaning.

use std::fmt;

/// What went wrong, as a stable word. Adding one is fine; changing or reusing one is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Code {
    /// The request itself makes no sense (a bad argument, an unknown field).
    Usage,
    /// A value does not have the form that its field asks for.
    BadValue,
    /// No such artefact, package, photo, note, event, file or folder.
    NotFound,
    /// A short form of a reference or id fits several records.
    Ambiguous,
    /// The reference is taken by another record.
    ReferenceTaken,
    /// The folder is no catalogue.
    NotACatalogue,
    /// There is a catalogue in this folder already.
    AlreadyACatalogue,
    /// The catalogue was written by a newer version of the program.
    CatalogueNewer,
    /// The catalogue was written by an older version of the program, and reading may not bring it up to date.
    CatalogueOlder,
    /// Another program has the catalogue open for writing.
    CatalogueLocked,
    /// The database is damaged (a page, an index, a value of the wrong kind).
    CatalogueDamaged,
    /// The disk is full, or a quota is used up.
    DiskFull,
    /// The place may be read but not written.
    ReadOnly,
    /// The system refused access.
    PermissionDenied,
    /// The medium failed or went away during the work.
    DeviceGone,
    /// A file changed while it was being read.
    SourceChanged,
    /// What was read back is not what was written.
    ReadBackDiffers,
    /// A link, pipe, device or folder where a regular file is needed.
    NotARegularFile,
    /// The file is larger than its destination or the format allows.
    TooLarge,
    /// The file holds no picture that this version can show.
    NoPicture,
    /// Any other failure of reading or writing.
    Io,
    /// A wrong passphrase, or none where one is needed.
    WrongPassphrase,
    /// The file is encrypted and no key was given that could open it.
    Encrypted,
    /// The file is encrypted for another key than the one given.
    WrongKey,
    /// An encrypted file was cut short or altered.
    EncryptionBroken,
    /// The key file is no Ed25519 private key in OpenSSH's form.
    BadKey,
    /// A list of allowed signers has a line that cannot be read; the whole list is refused.
    BadSignersList,
    /// Headquarters' list of signers has not its form, or its signature is not good.
    BadTrustList,
    /// A list of headquarters that is older than one that was seen already.
    TrustOlder,
    /// A list that another root key signed than the one pinned or named.
    TrustOtherRoot,
    /// Headquarters' root key signed two different lists in one place of the sequence.
    TrustNumberReused,
    /// No root key is pinned, and none was named from paper.
    TrustNoRoot,
    /// A request to be listed has not its form, or a signature of it is not good.
    BadRequest,
    /// The key is revoked.
    KeyRevoked,
    /// The work leaves an entry and no key is unlocked.
    KeyLocked,
    /// The entry is not what FORMAT.md section 2 and 3 allow.
    BadEntry,
    /// A signature is not good.
    BadSignature,
    /// An entry belongs to an operation that is neither ours nor adopted.
    OtherOperation,
    /// The file is no receipt of FORMAT.md section 18.
    BadReceipt,
    /// A file of certificates of time-stamping authorities cannot be read.
    BadAuthorities,
    /// The receipt was signed with a key of this catalogue: nobody gives themselves a receipt.
    OwnReceipt,
    /// The list that was given does not name the key that signed, for this and at that time.
    SignerUnknown,
    /// The bundle is not whole or was altered; nothing was imported.
    BundleRejected,
    /// A bundle builds on entries that are not held here: its base has to come first.
    BaseMissing,
    /// A name inside a bag or ZIP could lead outside it.
    UnsafePath,
    /// The file is no bag, or no ZIP of the form in FORMAT.md.
    NotABundle,
    /// Nothing was recorded since the bundle that an export should build on.
    NothingNew,
    /// A field was said both open and internal, so that a dossier cannot show it as it stands.
    CannotWithhold,
    /// What should be undone was changed by somebody since, or cannot be said again as it was.
    ChangedSince,
    /// There is no own save to undo, or a deliberate act stands after it.
    NothingToUndo,
    /// The destination exists already.
    AlreadyExists,
    /// The person stopped the work.
    Cancelled,
    /// A program error: please report it.
    Internal,
}

impl Code {
    /// The code as it stands in JSON, `disk_full`.
    pub fn as_str(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// An error that a person can act on.
#[derive(Debug)]
pub struct Error {
    /// The stable code.
    pub code: Code,
    /// What was being done, as a phrase: "reading a photo from the card".
    pub doing: String,
    /// The path, reference or id it concerned.
    pub subject: Option<String>,
    /// What happened, in a sentence's fragment.
    pub what: String,
    /// What is safe, when that is not obvious.
    pub safe: Option<String>,
    /// What the person can do.
    pub remedy: Option<String>,
    /// The cause below.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The core's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A new error; add the rest with the methods below.
    pub fn new(code: Code, doing: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            code,
            doing: doing.into(),
            subject: None,
            what: what.into(),
            safe: None,
            remedy: None,
            source: None,
        }
    }

    /// Says what it concerned.
    #[must_use]
    pub fn on(mut self, subject: impl fmt::Display) -> Self {
        self.subject = Some(subject.to_string());
        self
    }

    /// Says what is safe.
    #[must_use]
    pub fn safe(mut self, safe: impl Into<String>) -> Self {
        self.safe = Some(safe.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Keeps the cause.
    #[must_use]
    pub fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// An error of the file system, with its code found from the system's own.
    pub fn io(doing: impl Into<String>, path: &std::path::Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        let (code, remedy) = match source.kind() {
            K::StorageFull | K::QuotaExceeded => {
                (Code::DiskFull, Some("Free some space or choose another disk, then do it again."))
            }
            K::ReadOnlyFilesystem => (Code::ReadOnly, Some("Choose a place that can be written.")),
            K::PermissionDenied => (Code::PermissionDenied, Some("Ask the owner of the folder for access.")),
            K::NotFound => (Code::NotFound, Some("Check the path, and that the disk or card is in place.")),
            K::AlreadyExists => (Code::AlreadyExists, Some("Choose another name.")),
            K::FileTooLarge => (Code::TooLarge, Some("Choose a disk that holds files of this size.")),
            _ if is_device_gone(&source) => (
                Code::DeviceGone,
                Some("Put the disk or card back in and do it again; what was taken stays."),
            ),
            _ => (Code::Io, None),
        };
        let mut error = Self::new(code, doing, source.to_string()).on(path.display()).caused_by(source);
        error.remedy = remedy.map(str::to_owned);
        error
    }
}

/// EIO, ENXIO, ENODEV, ENOTCONN or ESTALE: what a pulled card or a dead disk answers.
fn is_device_gone(error: &std::io::Error) -> bool {
    cfg!(unix) && matches!(error.raw_os_error(), Some(5 | 6 | 19 | 107 | 116))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.doing)?;
        if let Some(subject) = &self.subject {
            write!(f, " ({subject})")?;
        }
        write!(f, ": {}", self.what)?;
        for part in [&self.safe, &self.remedy].into_iter().flatten() {
            write!(f, ". {}", part.trim_end_matches('.'))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}

/// Adds what was being done and where to a failing file operation.
pub trait IoContext<T> {
    /// Turns the system's error into ours.
    ///
    /// # Errors
    /// The same failure, with code, path and remedy.
    fn doing(self, doing: &str, path: &std::path::Path) -> Result<T>;
}

impl<T> IoContext<T> for std::io::Result<T> {
    fn doing(self, doing: &str, path: &std::path::Path) -> Result<T> {
        self.map_err(|source| Error::io(doing, path, source))
    }
}
