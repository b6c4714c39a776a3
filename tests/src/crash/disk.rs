//! A model of a disk that forgets what was not synced: it replays what a process did, and gives the folder that a
//! power cut may leave at any point.
//!
//! Strict as POSIX allows: a file's bytes are safe once that file was synced, a name is safe once its folder was.
//! A rename from one folder to another is two changes, and either may survive without the other.

use super::Dice;
use super::trace::Event;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// Bytes that reach a medium, or do not, together.
const SECTOR: usize = 512;

/// Files by their path below a folder; a folder's path ends with `/`.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What a power cut leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image {
    /// Everything that was done: the process was killed, the machine went on.
    Killed,
    /// Only what was synced: names that were not are as they were before.
    NamesLost,
    /// All names, of synced bytes only: what was not synced reads as zeros.
    NamesKept,
    /// Each folder and each sector as it is or as it was synced, by these dice.
    Mixed(u64),
}

enum Node {
    /// Bytes now, and as they were last synced; `None` if they never were.
    File { now: Vec<u8>, safe: Option<Vec<u8>> },
    /// Names now, and as they were last synced.
    Folder { now: BTreeMap<String, usize>, safe: BTreeMap<String, usize> },
}

struct Handle {
    node: usize,
    offset: usize,
    append: bool,
}

/// The part of a disk below one folder.
pub struct Disk {
    root: PathBuf,
    nodes: Vec<Node>,
    open: HashMap<i32, Handle>,
}

impl Disk {
    /// A disk that holds this folder, all of it safe, except what `without` says.
    pub fn holding(root: &Path, without: &dyn Fn(&str) -> bool) -> Self {
        let mut disk = Self { root: root.to_owned(), nodes: Vec::new(), open: HashMap::new() };
        disk.load(root, without);
        disk
    }

    /// The same disk after its process was killed, seen as this folder: nothing more became safe.
    #[must_use]
    pub fn after_kill(mut self, root: &Path) -> Self {
        self.open.clear();
        self.root = root.to_owned();
        self
    }

    fn load(&mut self, path: &Path, without: &dyn Fn(&str) -> bool) -> usize {
        let node = self.nodes.len();
        if path.is_file() {
            let bytes = std::fs::read(path).unwrap();
            self.nodes.push(Node::File { safe: Some(bytes.clone()), now: bytes });
            return node;
        }
        self.nodes.push(Node::Folder { now: BTreeMap::new(), safe: BTreeMap::new() });
        for name in super::judge::names(path) {
            if (path == self.root && without(&name)) || is_memory(&name) {
                continue;
            }
            let child = self.load(&path.join(&name), without);
            let Node::Folder { now, safe } = &mut self.nodes[node] else { unreachable!() };
            now.insert(name.clone(), child);
            safe.insert(name, child);
        }
        node
    }

    /// Replays one thing that the process did. True if it changed what a power cut may leave.
    pub fn replay(&mut self, event: &Event) -> bool {
        match event {
            Event::Open { at, path, flags, fd } => self.open(*at, path, flags, *fd),
            Event::Close { fd } => {
                self.open.remove(fd);
                false
            }
            Event::Duplicate { from, to } => self.duplicate(*from, *to),
            Event::Seek { fd, offset } => {
                if let Some(handle) = self.open.get_mut(fd) {
                    handle.offset = *offset;
                }
                false
            }
            Event::Write { fd, bytes, at } => self.write(*fd, bytes, *at),
            Event::Copy { from, to, length } => self.copy(*from, *to, *length),
            Event::Truncate { fd, length } => self.truncate(*fd, *length),
            Event::Sync { fd } => self.sync(*fd),
            Event::Rename { from, to } => self.rename(from, to),
            Event::Link { from, to } => self.link(from, to),
            Event::Remove { at, path } => {
                let Some((folder, name)) = self.place(*at, path) else { return false };
                self.names(folder).remove(&name).is_some()
            }
            Event::MakeFolder { path } => self.make_folder(path),
            Event::Said(_) => false,
        }
    }

    /// True if this descriptor is that of something below the folder.
    pub fn is_open(&self, fd: i32) -> bool {
        self.open.contains_key(&fd)
    }

    fn names(&mut self, folder: usize) -> &mut BTreeMap<String, usize> {
        match &mut self.nodes[folder] {
            Node::Folder { now, .. } => now,
            Node::File { .. } => panic!("a file where a folder should be"),
        }
    }

    /// The node that a path leads to, if it is ours.
    fn find(&self, at: Option<i32>, path: &str) -> Option<usize> {
        let (mut node, path) = match at.and_then(|fd| self.open.get(&fd)) {
            Some(handle) if !path.starts_with('/') => (handle.node, Path::new(path)),
            _ => (0, Path::new(path).strip_prefix(&self.root).ok()?),
        };
        for part in path.iter().filter(|part| *part != ".") {
            let Node::Folder { now, .. } = &self.nodes[node] else { return None };
            node = *now.get(part.to_str()?)?;
        }
        Some(node)
    }

    /// The folder and last name of a path, if the folder is ours.
    fn place(&self, at: Option<i32>, path: &str) -> Option<(usize, String)> {
        let path = path.trim_end_matches('/');
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        if folder == "." && at.is_none_or(|fd| !self.open.contains_key(&fd)) {
            return None;
        }
        Some((self.find(at, folder)?, name.to_owned()))
    }

    fn open(&mut self, at: Option<i32>, path: &str, flags: &str, fd: i32) -> bool {
        let has = |flag: &str| flags.split('|').any(|f| f == flag);
        let mut changed = false;
        let node = match self.find(at, path) {
            Some(node) => node,
            None => {
                let Some((folder, name)) = self.place(at, path).filter(|_| has("O_CREAT")) else {
                    return false;
                };
                if is_memory(&name) {
                    return false;
                }
                self.nodes.push(Node::File { now: Vec::new(), safe: None });
                let node = self.nodes.len() - 1;
                self.names(folder).insert(name, node);
                changed = true;
                node
            }
        };
        if has("O_TRUNC")
            && let Node::File { now, .. } = &mut self.nodes[node]
        {
            changed |= !now.is_empty();
            now.clear();
        }
        self.open.insert(fd, Handle { node, offset: 0, append: has("O_APPEND") });
        changed
    }

    fn duplicate(&mut self, from: i32, to: i32) -> bool {
        if let Some(Handle { node, offset, append }) = self.open.get(&from) {
            let copy = Handle { node: *node, offset: *offset, append: *append };
            self.open.insert(to, copy);
        }
        false
    }

    fn write(&mut self, fd: i32, bytes: &[u8], at: Option<usize>) -> bool {
        let Some(handle) = self.open.get_mut(&fd) else { return false };
        let Node::File { now, .. } = &mut self.nodes[handle.node] else { return false };
        let start = at.unwrap_or(if handle.append { now.len() } else { handle.offset });
        let end = start + bytes.len();
        if now.len() < end {
            now.resize(end, 0);
        }
        now[start..end].copy_from_slice(bytes);
        if at.is_none() {
            handle.offset = end;
        }
        true
    }

    fn copy(&mut self, from: i32, to: i32, length: usize) -> bool {
        if length == 0 || !self.open.contains_key(&to) {
            return false;
        }
        let handle = self.open.get_mut(&from).unwrap_or_else(|| panic!("bytes came from a file not watched"));
        let Node::File { now, .. } = &self.nodes[handle.node] else { return false };
        let bytes = now[handle.offset..handle.offset + length].to_vec();
        handle.offset += length;
        self.write(to, &bytes, None)
    }

    fn truncate(&mut self, fd: i32, length: usize) -> bool {
        let Some(handle) = self.open.get(&fd) else { return false };
        let Node::File { now, .. } = &mut self.nodes[handle.node] else { return false };
        now.resize(length, 0);
        true
    }

    fn sync(&mut self, fd: i32) -> bool {
        let Some(handle) = self.open.get(&fd) else { return false };
        match &mut self.nodes[handle.node] {
            Node::File { now, safe } => *safe = Some(now.clone()),
            Node::Folder { now, safe } => safe.clone_from(now),
        }
        true
    }

    fn rename(&mut self, from: &str, to: &str) -> bool {
        let from = self.place(None, from);
        let to = self.place(None, to);
        let moved = from.and_then(|(folder, name)| self.names(folder).remove(&name));
        if let (Some(node), Some((folder, name))) = (moved, to) {
            self.names(folder).insert(name, node);
            return true;
        }
        assert!(moved.is_none(), "something was moved out of the folder that is watched");
        false
    }

    fn link(&mut self, from: &str, to: &str) -> bool {
        let Some((node, (folder, name))) = self.find(None, from).zip(self.place(None, to)) else {
            return false;
        };
        self.names(folder).insert(name, node);
        true
    }

    fn make_folder(&mut self, path: &str) -> bool {
        let Some((folder, name)) = self.place(None, path) else { return false };
        self.nodes.push(Node::Folder { now: BTreeMap::new(), safe: BTreeMap::new() });
        let node = self.nodes.len() - 1;
        self.names(folder).insert(name, node);
        true
    }

    /// Every file that a power cut may leave.
    pub fn image(&self, image: Image) -> Files {
        let mut dice = Dice::new(if let Image::Mixed(seed) = image { seed } else { 0 });
        let mut files = BTreeMap::new();
        self.collect(0, "", image, &mut dice, &mut files);
        files
    }

    fn collect(&self, node: usize, path: &str, image: Image, dice: &mut Dice, files: &mut Files) {
        match &self.nodes[node] {
            Node::File { now, safe } => {
                files.insert(path.to_owned(), bytes(now, safe.as_deref(), image, dice));
            }
            Node::Folder { now, safe } => {
                let lost = match image {
                    Image::Killed | Image::NamesKept => false,
                    Image::NamesLost => true,
                    Image::Mixed(_) => dice.below(2) == 0,
                };
                if !path.is_empty() {
                    files.insert(format!("{path}/"), Vec::new());
                }
                for (name, child) in if lost { safe } else { now } {
                    let child_path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                    self.collect(*child, &child_path, image, dice, files);
                }
            }
        }
    }
}

fn bytes(now: &[u8], safe: Option<&[u8]>, image: Image, dice: &mut Dice) -> Vec<u8> {
    let safe_or_empty = safe.unwrap_or_default();
    match image {
        Image::Killed => now.to_vec(),
        Image::NamesLost => safe_or_empty.to_vec(),
        Image::NamesKept if safe == Some(now) => now.to_vec(),
        // Its length reached the disk, the new bytes did not.
        Image::NamesKept => {
            let mut bytes = safe_or_empty.to_vec();
            bytes.resize(now.len().max(bytes.len()), 0);
            bytes
        }
        Image::Mixed(_) if safe == Some(now) => now.to_vec(),
        Image::Mixed(_) => {
            let length = if dice.below(2) == 0 { now.len() } else { safe_or_empty.len() };
            let mut bytes = vec![0; length];
            for start in (0..length).step_by(SECTOR) {
                let from = if dice.below(2) == 0 { now } else { safe_or_empty };
                let end = (start + SECTOR).min(length).min(from.len());
                if start < end {
                    bytes[start..end].copy_from_slice(&from[start..end]);
                }
            }
            bytes
        }
    }
}

/// Memory that SQLite shares is no file on the disk: it is made anew by whoever opens the database.
fn is_memory(name: &str) -> bool {
    name.ends_with("-shm")
}

/// Writes an image into an empty folder.
pub fn write_image(files: &Files, to: &Path) {
    for (path, bytes) in files {
        let target = to.join(path);
        if path.ends_with('/') {
            std::fs::create_dir_all(target).unwrap();
        } else {
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::write(target, bytes).unwrap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replayed(events: &[Event]) -> (tempfile::TempDir, Disk) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("old"), b"old").unwrap();
        let mut disk = Disk::holding(folder.path(), &|_| false);
        for event in events {
            disk.replay(&event.clone().below(folder.path()));
        }
        (folder, disk)
    }

    fn open(path: &str, flags: &str, fd: i32) -> Event {
        Event::Open { at: None, path: path.into(), flags: flags.into(), fd }
    }

    #[test]
    fn a_name_survives_only_if_its_folder_was_synced_and_bytes_only_if_their_file_was() {
        let write = Event::Write { fd: 3, bytes: b"new".to_vec(), at: None };
        let made = [open("a", "O_WRONLY|O_CREAT", 3), write.clone()];
        let (_folder, disk) = replayed(&made);
        assert_eq!(disk.image(Image::Killed)["a"], b"new");
        assert_eq!(disk.image(Image::NamesKept)["a"], b"\0\0\0");
        assert!(!disk.image(Image::NamesLost).contains_key("a"));
        let synced = [&made[..], &[open(".", "O_RDONLY", 4), Event::Sync { fd: 4 }]].concat();
        let (_folder, disk) = replayed(&synced);
        assert_eq!(disk.image(Image::NamesLost)["a"], b"");
        let whole = [&synced[..], &[Event::Sync { fd: 3 }, write]].concat();
        let (_folder, disk) = replayed(&whole);
        assert_eq!(disk.image(Image::NamesLost)["a"], b"new");
        assert_eq!(disk.image(Image::NamesKept)["a"], b"new\0\0\0");
        assert_eq!(disk.image(Image::Killed)["a"], b"newnew");
    }

    #[test]
    fn an_unsynced_rename_and_removal_are_undone_by_a_power_cut() {
        let events = [Event::Rename { from: "old".into(), to: "new".into() }];
        let (_folder, disk) = replayed(&events);
        assert_eq!(disk.image(Image::NamesLost).keys().collect::<Vec<_>>(), ["old"]);
        assert_eq!(disk.image(Image::Killed).keys().collect::<Vec<_>>(), ["new"]);
        let (_folder, disk) = replayed(&[Event::Remove { at: None, path: "old".into() }]);
        assert!(disk.image(Image::Killed).is_empty());
        assert_eq!(disk.image(Image::NamesLost)["old"], b"old");
    }
}
