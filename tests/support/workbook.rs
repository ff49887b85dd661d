//! A workbook as somebody fills it in, without a spreadsheet program.

use bytes::Bytes;
use std::io::{Cursor, Read as _, Write as _};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The sheet that is filled in, inside the archive.
const FILLED: &str = "xl/worksheets/sheet1.xml";

/// The parts of a workbook.
#[derive(Debug, Clone)]
pub struct Workbook {
    parts: Vec<(String, Vec<u8>)>,
}

impl Workbook {
    /// Reads a workbook.
    pub fn read(bytes: &[u8]) -> Self {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut parts = Vec::new();
        for place in 0..archive.len() {
            let mut part = archive.by_index(place).expect("a part");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("a content");
            parts.push((part.name().expect("a name").into_owned(), content));
        }
        Self { parts }
    }

    /// One of its parts as text.
    pub fn part(&self, name: &str) -> String {
        let part = self.parts.iter().find(|(part, _)| part == name).expect("a part");
        String::from_utf8(part.1.clone()).expect("a text")
    }

    /// The same with another text of a part.
    #[must_use]
    pub fn with_part(mut self, name: &str, text: &str) -> Self {
        let part = self.parts.iter_mut().find(|(part, _)| part == name).expect("a part");
        part.1 = text.as_bytes().to_vec();
        self
    }

    /// The same with a number in a cell.
    #[must_use]
    pub fn with_number(self, cell: &str, number: &str) -> Self {
        self.with_cell(cell, "", &format!("<v>{number}</v>"))
    }

    /// The same with a text in a cell.
    #[must_use]
    pub fn with_text(self, cell: &str, text: &str) -> Self {
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        self.with_cell(cell, " t=\"inlineStr\"", &format!("<is><t xml:space=\"preserve\">{text}</t></is>"))
    }

    /// The same with anything in a cell: attributes and content of its element.
    #[must_use]
    pub fn with_cell(self, cell: &str, attributes: &str, content: &str) -> Self {
        let sheet = self.part(FILLED);
        let start = sheet.find(&format!("<c r=\"{cell}\"")).unwrap_or_else(|| panic!("no cell {cell}"));
        let tag_end = start + sheet[start..].find('>').expect("an end");
        let end = if sheet[..tag_end].ends_with('/') {
            tag_end + 1
        } else {
            tag_end + sheet[tag_end..].find("</c>").expect("an end") + "</c>".len()
        };
        let style = sheet[start..tag_end].split(" s=\"").nth(1).and_then(|rest| rest.split('"').next());
        let style = style.map(|style| format!(" s=\"{style}\"")).unwrap_or_default();
        let element = format!("<c r=\"{cell}\"{style}{attributes}>{content}</c>");
        let sheet = format!("{}{element}{}", &sheet[..start], &sheet[end..]);
        self.with_part(FILLED, &sheet)
    }

    /// The file.
    pub fn bytes(&self) -> Bytes {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in &self.parts {
            writer.start_file(name.as_str(), SimpleFileOptions::default()).expect("a part");
            writer.write_all(content).expect("written");
        }
        writer.finish().expect("an archive").into_inner().into()
    }
}
