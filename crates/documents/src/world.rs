//! The world of a template: its source, its data, the fonts. No disk, no network, no clock.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// What all papers share: parsed once.
pub(crate) struct Shelf {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

const FONTS: [&[u8]; 2] =
    [include_bytes!("../fonts/NotoSans_400Regular.ttf"), include_bytes!("../fonts/NotoSans_700Bold.ttf")];

impl Shelf {
    pub(crate) fn new() -> Self {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        Self { library: LazyHash::new(Library::default()), book, fonts }
    }
}

/// One paper being set.
pub(crate) struct Paper<'a> {
    shelf: &'a Shelf,
    main: Source,
    data: (FileId, Bytes),
}

fn file(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

impl<'a> Paper<'a> {
    /// A template with its data as `data.json`.
    pub(crate) fn new(shelf: &'a Shelf, template: &str, data: Vec<u8>) -> Option<Self> {
        let main = Source::new(file("/main.typ")?, template.to_owned());
        Some(Self { shelf, main, data: (file("/data.json")?, Bytes::new(data)) })
    }
}

impl World for Paper<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shelf.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
