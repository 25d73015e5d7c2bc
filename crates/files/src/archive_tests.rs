//! Documents that are archives, good and bad.

use super::*;
use crate::testing::{archive, content_types, docx, odt, with};
use proptest::prelude::*;

fn looked(kind: Kind, bytes: &[u8]) -> Result<(), Refused> {
    check(kind, Cursor::new(bytes), &Bounds::up_to(20 << 20))
}

#[test]
fn macros_are_refused_by_whatever_shows_them() {
    for name in [
        "word/vbaProject.bin",
        "word/VBAPROJECT.BIN",
        "word/vbaData.xml",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/a.xml",
    ] {
        assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[(name, b"x")])), Err(Refused::Macros), "{name}");
    }
    // The type of a document with macros, under the name of one without.
    let types = content_types("application/vnd.ms-word.document.macroEnabled.main+xml");
    assert_eq!(looked(Kind::Docx, &archive(&[(CONTENT_TYPES, types.as_bytes())])), Err(Refused::Macros));
    // The same project under another name.
    let project = with(COMPOUND, 2_000);
    assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[("word/a.bin", &project)])), Err(Refused::FilesInside));
}

#[test]
fn scripts_of_open_documents_are_refused() {
    for name in ["Basic/Standard/Module1.xml", "Scripts/python/x.txt"] {
        assert_eq!(looked(Kind::Odt, &odt(Kind::Odt, &[(name, b"x")])), Err(Refused::Macros), "{name}");
    }
    let listens = [&[b' '; 65_530][..], b"<script:event-listener script:event-name=\"dom:load\"/>"].concat();
    assert_eq!(looked(Kind::Odt, &odt(Kind::Odt, &[("content.xml", &listens)])), Err(Refused::Macros));
    let locked = b"<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    assert_eq!(looked(Kind::Odt, &odt(Kind::Odt, &[(MANIFEST, locked)])), Err(Refused::Locked));
}

#[test]
fn programs_and_files_inside_are_refused() {
    for (name, content, why) in [
        ("word/media/a.png", &b"MZ\x90\0"[..], Refused::Program),
        ("word/media/a.exe", b"x", Refused::Program),
        ("word/embeddings/a.zip", b"PK\x03\x04rest", Refused::FilesInside),
        ("word/../../a.xml", b"x", Refused::Damaged),
        ("/etc/passwd", b"x", Refused::Damaged),
    ] {
        assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[(name, content)])), Err(why), "{name}");
    }
}

#[test]
fn the_sheet_behind_a_chart_may_come_along_but_is_looked_into() {
    let name = "word/embeddings/sheet.xlsx";
    let sheet = docx(Kind::Xlsx, &[]);
    assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[(name, &sheet)])), Ok(()));
    let macros = docx(Kind::Xlsx, &[("xl/vbaProject.bin", b"x")]);
    assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[(name, &macros)])), Err(Refused::Macros));
    let deeper = docx(Kind::Xlsx, &[("xl/embeddings/again.xlsx", &sheet)]);
    assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[(name, &deeper)])), Err(Refused::FilesInside));
}

#[test]
fn a_template_from_elsewhere_is_refused_and_a_link_is_not() {
    let relation = |kind: &str| {
        let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}");
        format!(
            "<Relationships><Relationship Id=\"r\" Type=\"{kind}\" Target=\"http://x.example/a\" TargetMode=\"External\"/></Relationships>"
        )
    };
    let name = "word/_rels/settings.xml.rels";
    let template = docx(Kind::Docx, &[(name, relation("attachedTemplate").as_bytes())]);
    assert_eq!(looked(Kind::Docx, &template), Err(Refused::Remote));
    assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[(name, relation("hyperlink").as_bytes())])), Ok(()));
}

#[test]
fn what_asks_something_of_another_program_is_refused() {
    for (kind, name, text) in [
        (Kind::Xlsx, "xl/externalLinks/externalLink1.xml", "<ddeLink ddeService=\"cmd\" ddeTopic=\"/c calc\"/>"),
        (Kind::Docx, "word/document.xml", "<w:instrText> DDEAUTO c:\\\\cmd.exe </w:instrText>"),
    ] {
        assert_eq!(looked(kind, &docx(kind, &[(name, text.as_bytes())])), Err(Refused::Macros), "{name}");
    }
    let wide: Vec<u8> =
        "\u{feff}<w:instrText> DDEAUTO cmd </w:instrText>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (text, name) in [(&wide[..], "word/document.xml"), (&wide[2..], "Word/document.xml")] {
        assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &[(name, text)])), Err(Refused::Damaged), "{name}");
    }
    let sheet = b"<office:dde-source office:dde-application=\"soffice\"/>";
    assert_eq!(looked(Kind::Ods, &odt(Kind::Ods, &[("content.xml", sheet)])), Err(Refused::Macros));
    let chunk = b"<Relationships><Relationship Type=\"http://x/aFChunk\" Target=\"chunk.htm\"/></Relationships>";
    let chunk = docx(Kind::Docx, &[("word/_rels/document.xml.RELS", chunk)]);
    assert_eq!(looked(Kind::Docx, &chunk), Err(Refused::FilesInside));
}

#[test]
fn a_bomb_in_the_clothes_of_a_document_is_refused() {
    let zeros = vec![0; 40 << 20];
    let bomb = docx(Kind::Docx, &[("word/media/a.bmp", &zeros)]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    assert_eq!(looked(Kind::Docx, &bomb), Err(Refused::Burst));
}

#[test]
fn ten_thousand_parts_are_refused_before_they_are_read() {
    let names: Vec<String> = (0..10_000).map(|number| format!("word/{number}.xml")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    assert_eq!(looked(Kind::Docx, &docx(Kind::Docx, &parts)), Err(Refused::TooManyParts));
}

#[test]
fn one_kind_in_the_clothes_of_another_is_refused() {
    for (is, says) in [(Kind::Docx, Kind::Xlsx), (Kind::Xlsx, Kind::Pptx), (Kind::Docx, Kind::Odt)] {
        assert_eq!(looked(says, &docx(is, &[])), Err(Refused::OtherKind(says)), "{is:?}");
    }
    assert_eq!(looked(Kind::Ods, &odt(Kind::Odt, &[])), Err(Refused::OtherKind(Kind::Ods)));
    assert_eq!(looked(Kind::Docx, &archive(&[("a.txt", b"x")])), Err(Refused::OtherKind(Kind::Docx)));
    assert_eq!(looked(Kind::Docx, b"PK\x03\x04 and nothing else"), Err(Refused::Damaged));
}

#[test]
fn something_before_or_cut_off_an_archive_is_refused() {
    let whole = docx(Kind::Docx, &[]);
    assert_eq!(looked(Kind::Docx, &[ARCHIVE, &[0; 100], &whole].concat()), Err(Refused::Damaged));
    for length in [whole.len() - 1, whole.len() / 2, 40] {
        assert_eq!(looked(Kind::Docx, &whole[..length]), Err(Refused::Damaged), "{length}");
    }
}

proptest! {
    #[test]
    fn no_damage_makes_it_panic_or_take_long(at in 0..2_000_usize, byte: u8) {
        let mut whole = docx(Kind::Docx, &[("word/document.xml", b"<w:document/>")]);
        let at = at % whole.len();
        whole[at] = byte;
        let _ = looked(Kind::Docx, &whole);
    }

    #[test]
    fn what_is_sought_is_found_wherever_it_is_cut(cut in 0..40_usize, before in 0..40_usize) {
        let text = [&vec![b'x'; before][..], b"<script:event-listener", b"yyyyy"].concat();
        let (first, second) = text.split_at(cut.min(text.len()));
        let mut seeker = Seeker::new(b"<script:event-listener");
        let found = seeker.found_in(first);
        prop_assert!(seeker.found_in(second) || found);
    }
}
