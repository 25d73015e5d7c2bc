//! Forms with files in them, and files of all sorts to put in.

use crate::client::Client;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use testkit::{TestDesk, desks};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages \
    /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
pub const PROGRAM: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0";
const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

/// A PDF that begins like any, and is so long.
pub fn long_pdf(bytes: usize) -> Vec<u8> {
    let mut pdf = PDF.to_vec();
    pdf.resize(bytes, b'%');
    pdf
}

/// A document of Word with these parts besides.
pub fn docx(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let types = format!("<Types><Override PartName=\"/word/document.xml\" ContentType=\"{MAIN}\"/></Types>");
    let own = [("[Content_Types].xml", types.as_bytes()), ("word/document.xml", b"<w:document/>")];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in own.iter().chain(parts) {
        archive.start_file(*name, SimpleFileOptions::default()).expect("a part");
        archive.write_all(content).expect("its content");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A form as a browser sends it when files can be chosen in it.
#[derive(Clone)]
pub struct Parcel(Vec<u8>);

const BOUNDARY: &str = "----loket-grens";

impl Parcel {
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let mut parcel = Self(Vec::new());
        for (name, value) in fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            parcel.0.extend_from_slice(head.as_bytes());
        }
        parcel
    }

    pub fn file(mut self, name: &str, content: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(content);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub fn kind() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    pub fn body(&self) -> Vec<u8> {
        [&self.0[..], format!("--{BOUNDARY}--\r\n").as_bytes()].concat()
    }

    pub async fn send(&self, address: &str, session: Option<&str>) -> reqwest::Response {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let mut request = http.post(address).header("content-type", Self::kind()).body(self.body());
        if let Some(session) = session {
            request = request.header("cookie", TestDesk::cookie(session));
        }
        request.send().await.expect("an answer")
    }
}

/// What somebody types who asks something.
pub const TYPED: [(&str, &str); 8] = [
    ("website", ""),
    ("kind", "MUNICIPALITY"),
    ("organisation", "Gemeente Arnhem"),
    ("municipality", "GM0202"),
    ("subject", "Onze woonzorgvisie"),
    ("body", "Welke onderdelen horen er in een woonzorgvisie te staan?"),
    ("name", "Ans Vermeer"),
    ("email", "ans@arnhem.example"),
];

/// Sends a question with these files; the page it leads to.
pub async fn ask(client: &Client, files: &[(&str, &[u8])]) -> String {
    let parcel = files.iter().fold(Parcel::of(&TYPED), |parcel, (name, content)| parcel.file(name, content));
    let answer = parcel.send(&format!("{}/", client.address), None).await;
    let to = answer.headers().get("location").map(|to| to.to_str().expect("text").to_owned());
    match to {
        Some(to) => to,
        None => panic!("{}", answer.text().await.expect("text")),
    }
}

pub async fn get(client: &Client, path: &str, session: Option<&str>) -> reqwest::Response {
    let mut request = reqwest::Client::new().get(format!("{}{path}", client.address));
    if let Some(session) = session {
        request = request.header("cookie", TestDesk::cookie(session));
    }
    request.send().await.expect("an answer")
}

/// Where the files of a page are, in its order.
pub fn links(page: &str) -> Vec<String> {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.filter(|href| href.contains("/bestand/")).map(str::to_owned).collect()
}

/// Every file below a folder.
pub fn on_disk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(on_disk(&path)) } else { found.push(path) }
    }
    found
}

/// A desk on each database that takes files, and where they lie.
pub async fn desks_with_files() -> Vec<(TestDesk, tempfile::TempDir)> {
    let mut with = Vec::new();
    for mut desk in desks().await {
        let folder = tempfile::tempdir().expect("a folder");
        let place = files::Settings::in_folder(folder.path());
        desk.reopen(|settings| settings.files.place = Some(place)).await;
        with.push((desk, folder));
    }
    with
}
