//! `theme.layout_file`: a publication's own layout, read whole with the configuration, so that rendering needs no disk.
//!
//! The file and whatever lies in its folder and below are the only files that a layout can take in. Symbolic links that
//! lead out of the folder are not followed, and nothing is read without a limit.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Read as _,
    path::{Path, PathBuf},
};

/// A layout, or a file that it takes in, has no more octets than this.
const FILE_LIMIT: u64 = 256 * 1024;
/// All files together.
const FOLDER_LIMIT: u64 = 2 * 1024 * 1024;
/// Files that are looked at; those nearest to the layout come first.
const COUNT_LIMIT: usize = 200;
/// What a file is called that a layout may take in.
const ENDINGS: [&str; 7] = ["mjml", "html", "htm", "j2", "jinja", "css", "txt"];

/// What a layout is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// MJML, which is made into HTML.
    Mjml,
    /// HTML, whose styles are put into the elements.
    Html,
}

/// A publication's own layout, and the files that it may take in.
#[derive(Debug, Clone)]
pub struct LayoutFile {
    /// Where it is, as errors name it.
    pub path: PathBuf,
    /// What it is written in.
    pub markup: Markup,
    /// Its name among the files.
    pub name: String,
    /// The files of its folder and below, by their names relative to it.
    pub files: BTreeMap<String, File>,
    /// Whether there were more files than are read.
    pub cut: bool,
}

/// A file of a layout's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    /// Its text.
    Text(String),
    /// Why it was not read: told when a layout asks for it.
    Refused(String),
}

impl LayoutFile {
    /// Where one of the files is, as errors name it.
    pub fn path_of(&self, name: &str) -> PathBuf {
        self.path.with_file_name(name)
    }

    /// Reads the layout and the files that it may take in.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let wrong = |why: &str| format!("{}: {why}", path.display());
        let markup = markup(path).ok_or_else(|| {
            wrong("a layout's name ends in .mjml or .html, so that it is known what is in it")
        })?;
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .ok_or_else(|| wrong("this is not the name of a file"))?
            .to_owned();
        let text = text(path, FILE_LIMIT).map_err(|why| match path.exists() {
            true => wrong(&why),
            false => wrong(&format!(
                "{why}; `roundup init --layout` writes one to start from"
            )),
        })?;
        let dir = path.parent().unwrap_or(Path::new("."));
        let mut reader = Reader::of(dir).map_err(|why| wrong(&why.to_string()))?;
        reader.room = reader.room.saturating_sub(text.len() as u64);
        reader.files.insert(name.clone(), File::Text(text));
        reader.read_all(dir);
        Ok(Self {
            path: path.to_owned(),
            markup,
            name,
            files: reader.files,
            cut: reader.cut,
        })
    }
}

/// `weekly.mjml`, `weekly.html` and both with `.j2` behind, as editors' programs like it.
fn markup(path: &Path) -> Option<Markup> {
    let name = path.file_name()?.to_str()?.to_ascii_lowercase();
    let name = name.strip_suffix(".j2").unwrap_or(&name);
    match name.rsplit_once('.')?.1 {
        "mjml" => Some(Markup::Mjml),
        "html" | "htm" => Some(Markup::Html),
        _ => None,
    }
}

struct Reader {
    /// The folder without symbolic links: what is not below it is not read.
    root: PathBuf,
    files: BTreeMap<String, File>,
    room: u64,
    cut: bool,
}

impl Reader {
    fn of(dir: &Path) -> io::Result<Self> {
        let dir = if dir.as_os_str().is_empty() {
            Path::new(".")
        } else {
            dir
        };
        Ok(Self {
            root: dir.canonicalize()?,
            files: BTreeMap::new(),
            room: FOLDER_LIMIT,
            cut: false,
        })
    }

    /// Folder by folder, the nearest first, so that what is cut off is what is far away.
    fn read_all(&mut self, dir: &Path) {
        let mut folders = std::collections::VecDeque::from([(dir.to_owned(), String::new())]);
        let mut seen = 0;
        while let Some((folder, prefix)) = folders.pop_front() {
            for (name, path) in entries(&folder) {
                seen += 1;
                if seen > COUNT_LIMIT {
                    self.cut = true;
                    return;
                }
                let name = format!("{prefix}{name}");
                match self.inside(&path) {
                    Ok(real) if real.is_dir() => {
                        // A link to a folder above would go round for ever.
                        if !path.is_symlink() {
                            folders.push_back((path, format!("{name}/")));
                        }
                    }
                    Ok(real) if is_text(&name) && !self.files.contains_key(&name) => {
                        let file = self.file(&real);
                        self.files.insert(name, file);
                    }
                    Ok(_) => {}
                    Err(why) => {
                        self.files.entry(name).or_insert(File::Refused(why));
                    }
                }
            }
        }
    }

    fn inside(&self, path: &Path) -> Result<PathBuf, String> {
        let real = path.canonicalize().map_err(|why| why.to_string())?;
        if real.starts_with(&self.root) {
            Ok(real)
        } else {
            Err("it is a link that leads out of the layout's folder".to_owned())
        }
    }

    fn file(&mut self, path: &Path) -> File {
        match text(path, FILE_LIMIT) {
            Ok(text) if text.len() as u64 > self.room => File::Refused(format!(
                "the files of the layout's folder have more than {} MB together",
                FOLDER_LIMIT / 1024 / 1024
            )),
            Ok(text) => {
                self.room -= text.len() as u64;
                File::Text(text)
            }
            Err(why) => File::Refused(why),
        }
    }
}

fn is_text(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// What a folder holds, in the order of names; hidden things are left out.
fn entries(folder: &Path) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            (!name.starts_with('.')).then(|| (name, entry.path()))
        })
        .collect();
    found.sort();
    found
}

/// A text of this many octets at most.
fn text(path: &Path, limit: u64) -> Result<String, String> {
    let cant = |why: io::Error| format!("can't be read: {why}");
    // Before it is opened: a pipe would be waited for.
    if !fs::metadata(path).map_err(cant)?.is_file() {
        return Err("this is not a file".to_owned());
    }
    let file = fs::File::open(path).map_err(cant)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(cant)?;
    if bytes.len() as u64 > limit {
        return Err(format!("it has more than {} KB", limit / 1024));
    }
    String::from_utf8(bytes).map_err(|why| {
        let before = &why.as_bytes()[..why.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        format!("line {line} is not UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn folder(files: &[(&str, &str)]) -> TempDir {
        let dir = TempDir::new().unwrap();
        for (name, text) in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    fn read(dir: &TempDir, name: &str) -> Result<LayoutFile, String> {
        let root = dir.path().display().to_string();
        LayoutFile::read(&dir.path().join(name)).map_err(|why| why.replace(&root, "DIR"))
    }

    #[test]
    fn the_folder_and_what_is_below_are_read_and_nothing_else() {
        let dir = folder(&[
            ("secret.txt", "s"),
            ("layouts/weekly.mjml", "<mjml>"),
            ("layouts/parts/teaser.mjml", "t"),
            ("layouts/photo.jpg", "j"),
            ("layouts/.hidden.txt", "h"),
            ("layouts/big.html", &"x".repeat(300_000)),
        ]);
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(to, dir.path().join("layouts").join(name)).unwrap();
        };
        link("../secret.txt", "out.txt");
        link("..", "up");
        link("weekly.mjml", "same.mjml");
        let layout = read(&dir, "layouts/weekly.mjml").unwrap();
        assert_eq!((layout.markup, layout.cut), (Markup::Mjml, false));
        let shown: Vec<_> = layout
            .files
            .iter()
            .map(|(name, file)| format!("{name}: {file:?}"))
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn what_is_no_layout_is_refused_with_its_reason() {
        let dir = folder(&[
            ("a.txt", ""),
            ("big.mjml", &"x".repeat(300_000)),
            ("folder.html/x", ""),
        ]);
        fs::write(dir.path().join("latin.html"), b"a\n\xe9").unwrap();
        let reasons: Vec<_> = [
            "a.txt",
            "gone.mjml",
            "big.mjml",
            "folder.html",
            "latin.html",
        ]
        .into_iter()
        .map(|name| read(&dir, name).unwrap_err())
        .collect();
        insta::assert_snapshot!(reasons.join("\n"));
    }

    #[test]
    fn a_folder_of_many_files_is_cut() {
        let many: Vec<_> = (0..COUNT_LIMIT + 5)
            .map(|n| format!("z/{n:03}.txt"))
            .collect();
        let mut files: Vec<_> = many.iter().map(|name| (name.as_str(), "")).collect();
        files.push(("weekly.html", ""));
        files.push(("near.html", ""));
        let layout = read(&folder(&files), "weekly.html").unwrap();
        assert!(layout.cut && layout.files.contains_key("near.html"));
        assert!(layout.files.len() <= COUNT_LIMIT);
    }
}
