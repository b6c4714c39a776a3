//! The names and fixed bytes of a bundle's tag files. Source of the rules: FORMAT.md, RFC 8493 section 2.

/// The bag declaration's file.
pub const DECLARATION: &str = "bagit.txt";
/// The only bytes that a bundle's declaration may have.
pub const DECLARATION_BYTES: &[u8] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// The bag's metadata.
pub const INFO: &str = "bag-info.txt";
/// The list of the payload.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The list of the three files above.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";
/// The signature over the tag manifest.
pub const SIGNATURE: &str = "tagmanifest-sha256.txt.sig";
/// Every file that may stand beside `data/`.
pub const TAG_FILES: [&str; 5] = [INFO, DECLARATION, MANIFEST, TAG_MANIFEST, SIGNATURE];
/// What the tag manifest lists, sorted.
pub const TAG_LISTED: [&str; 3] = [INFO, DECLARATION, MANIFEST];
/// Where the payload is.
pub const PAYLOAD: &str = "data/";

/// The most files and folders that a bag may have: a million artefacts with their notes fit.
pub const MOST_FILES: usize = 4_000_000;
/// The longest manifest that is read, in bytes: what [`MOST_FILES`] lines of usual length need.
pub const LONGEST_MANIFEST: u64 = 1 << 30;
/// The longest of the other tag files that is read, in bytes.
pub const LONGEST_TAG_FILE: u64 = 1 << 20;
