//! Whether a bundle fits where it is to be written, asked before the first byte.

use super::Form;
use crate::error::{Code, Error, IoContext, Result};
use serde::Serialize;
use std::path::Path;

/// The largest file on FAT32, in bytes.
const FAT_LIMIT: u64 = (1 << 32) - 1;
/// What headers, lists and a file's last block cost at most, a file, in bytes.
const COST_A_FILE: u64 = 4096;

/// Bytes that may still be written below a folder.
///
/// # Errors
/// What the system answers.
pub fn free_space(target: &Path) -> Result<u64> {
    fs4::available_space(target).doing("asking for free space", target)
}

/// The largest file that the disk of a folder can hold, in bytes; `None` where no limit is known. Known are
/// FAT12, FAT16 and FAT32 on Linux.
///
/// # Errors
/// What the system answers.
pub fn file_limit(target: &Path) -> Result<Option<u64>> {
    #[cfg(target_os = "linux")]
    {
        const MSDOS_SUPER_MAGIC: i64 = 0x4d44;
        let stat = rustix::fs::statfs(target)
            .map_err(std::io::Error::from)
            .doing("asking for the kind of disk", target)?;
        // The field's type differs between processors.
        #[allow(clippy::unnecessary_cast)]
        let fat = stat.f_type as i64 == MSDOS_SUPER_MAGIC;
        Ok(fat.then_some(FAT_LIMIT))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = target;
        Ok(None)
    }
}

/// Checks that files of these sizes fit below `target` in that form.
///
/// # Errors
/// [`Code::DiskFull`] or [`Code::TooLarge`], with what to do instead; what the system answers.
pub fn room_for(target: &Path, form: Form, sizes: &[u64]) -> Result<()> {
    fits(free_space(target)?, file_limit(target)?, form, sizes).map_err(|error| error.on(target.display()))
}

/// Why a bundle does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum NoRoom {
    /// Not enough space is free.
    Full,
    /// One file is larger than this kind of disk holds.
    FileTooLarge,
    /// The ZIP would be larger than one file may be on this kind of disk; a folder fits.
    ZipTooLarge,
}

/// What there is to say about room before an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Room {
    /// Bytes that the bundle needs at most.
    pub needed: u64,
    /// Bytes that are free.
    pub free: u64,
    /// Bytes of the largest file that the disk holds; `None` where no limit is known.
    pub limit: Option<u64>,
    /// Why it does not fit; `None` if it does.
    pub problem: Option<NoRoom>,
}

/// Looks whether files of these sizes fit below `target` in that form.
///
/// # Errors
/// What the system answers.
pub fn look_for_room(target: &Path, form: Form, sizes: &[u64]) -> Result<Room> {
    let (free, limit) = (free_space(target)?, file_limit(target)?);
    let largest = sizes.iter().copied().max().unwrap_or(0);
    let problem = fits(free, limit, form, sizes).err().map(|error| match error.code {
        Code::DiskFull => NoRoom::Full,
        _ if limit.is_some_and(|limit| largest > limit) => NoRoom::FileTooLarge,
        _ => NoRoom::ZipTooLarge,
    });
    Ok(Room { needed: needed(sizes), free, limit, problem })
}

fn needed(sizes: &[u64]) -> u64 {
    sizes.iter().fold(0, |sum: u64, size| sum.saturating_add(*size).saturating_add(COST_A_FILE))
}

fn fits(free: u64, limit: Option<u64>, form: Form, sizes: &[u64]) -> Result<()> {
    const DOING: &str = "looking whether the bundle fits";
    let needed = needed(sizes);
    if needed > free {
        let what = format!("{needed} bytes are needed and {free} are free");
        return Err(Error::new(Code::DiskFull, DOING, what)
            .safe("Nothing was written")
            .remedy("Free some space or choose another disk."));
    }
    let largest = sizes.iter().copied().max().unwrap_or(0);
    match limit {
        Some(limit) if largest > limit => Err(Error::new(
            Code::TooLarge,
            DOING,
            format!("one file has {largest} bytes and this disk (FAT32) holds {limit} at most"),
        )
        .safe("Nothing was written")
        .remedy("Choose a disk with exFAT, NTFS or ext4.")),
        Some(limit) if form == Form::Zip && needed > limit => Err(Error::new(
            Code::TooLarge,
            DOING,
            format!("the ZIP needs {needed} bytes and this disk (FAT32) holds {limit} a file at most"),
        )
        .safe("Nothing was written")
        .remedy("Export as a folder instead of a ZIP, or choose a disk with exFAT, NTFS or ext4.")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zip_beyond_four_gigabytes_on_fat32_is_refused_and_the_folder_offered() {
        let sizes = [3 << 30, 3 << 30];
        let error = fits(1 << 40, Some(FAT_LIMIT), Form::Zip, &sizes).unwrap_err();
        assert_eq!(error.code, Code::TooLarge);
        assert!(error.remedy.unwrap().contains("folder"));
        assert!(fits(1 << 40, Some(FAT_LIMIT), Form::Folder, &sizes).is_ok());
        assert!(fits(1 << 40, None, Form::Zip, &sizes).is_ok());
    }

    #[test]
    fn one_file_beyond_four_gigabytes_fits_on_fat32_in_no_form() {
        for form in [Form::Folder, Form::Zip] {
            assert_eq!(fits(1 << 40, Some(FAT_LIMIT), form, &[1 << 32]).unwrap_err().code, Code::TooLarge);
        }
        assert!(fits(1 << 40, Some(FAT_LIMIT), Form::Folder, &[FAT_LIMIT]).is_ok());
    }

    #[test]
    fn a_full_disk_is_said_before_anything_is_written() {
        assert_eq!(fits(1 << 20, None, Form::Folder, &[1 << 20]).unwrap_err().code, Code::DiskFull);
        assert_eq!(fits(u64::MAX - 1, None, Form::Zip, &[u64::MAX, 9]).unwrap_err().code, Code::DiskFull);
    }

    #[test]
    fn this_disk_answers() {
        let folder = tempfile::tempdir().unwrap();
        assert!(free_space(folder.path()).unwrap() > 0);
        file_limit(folder.path()).unwrap();
        room_for(folder.path(), Form::Zip, &[1]).unwrap();
    }
}
