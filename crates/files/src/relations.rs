//! What the parts of an office document say of each other (OPC relationships): what it loads comes from itself, and is no page
//! of its own.

use crate::Refused;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};

/// Kinds of relations by which something is loaded without anybody asking for it; where that comes from elsewhere it is refused.
const LOADS: [&str; 6] = ["/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/control", "/vbaProject"];
/// A page of another kind that is read as a part of the document (altChunk).
const CHUNK: &str = "/aFChunk";

/// Relations that load nothing from elsewhere. What is no XML, or brings words of its own, cannot be looked into.
pub(crate) fn check(text: &str) -> Result<(), Refused> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(|_| Refused::Damaged)? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == b"Relationship" => {
                check_one(&element)?;
            }
            Event::DocType(_) => return Err(Refused::Damaged),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn check_one(element: &BytesStart<'_>) -> Result<(), Refused> {
    let (mut kind, mut is_elsewhere) = (String::new(), false);
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Refused::Damaged)?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Refused::Damaged)?;
        match attribute.key.local_name().as_ref() {
            b"Type" => kind = value.trim().to_owned(),
            b"TargetMode" => is_elsewhere = value.trim().eq_ignore_ascii_case("External"),
            _ => {}
        }
    }
    if kind.ends_with(CHUNK) {
        return Err(Refused::FilesInside);
    }
    if is_elsewhere && LOADS.iter().any(|loads| kind.ends_with(loads)) { Err(Refused::Remote) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relation(attributes: &str) -> String {
        format!("<?xml version=\"1.0\"?><Relationships xmlns=\"x\"><Relationship{attributes}/></Relationships>")
    }

    #[test]
    fn what_is_loaded_from_elsewhere_is_refused_however_it_is_written() {
        for attributes in [
            " Id=\"a\" Type=\"http://x/attachedTemplate\" Target=\"http://evil.example/x\" TargetMode=\"External\"",
            "\nType='http://x/attachedTemplate'\tTargetMode='External'",
            " Id=\"a>b\" Type=\"http://x/attachedTemplate\" TargetMode=\"External\"",
            " Type=\"http://x/attached&#84;emplate\" TargetMode=\"Extern&#x61;l\"",
            " TargetMode=\"External\" Type=\"http://x/oleObject\"",
        ] {
            assert_eq!(check(&relation(attributes)), Err(Refused::Remote), "{attributes}");
        }
        let prefixed = "<p:Relationships xmlns:p=\"x\"><p:Relationship Type=\"/frame\" TargetMode=\"External\"/></p:Relationships>";
        assert_eq!(check(prefixed), Err(Refused::Remote));
        assert_eq!(check(&relation(" Type=\"http://x/aFChunk\" Target=\"chunk.htm\"")), Err(Refused::FilesInside));
        assert_eq!(check("<!DOCTYPE r [<!ENTITY e 'x'>]><Relationships/>"), Err(Refused::Damaged));
        assert_eq!(check("<Relationships><Relationship Type=\"x></Relationships>"), Err(Refused::Damaged));
    }

    #[test]
    fn links_that_somebody_has_to_follow_and_parts_of_its_own_are_let_through() {
        for attributes in [
            " Type=\"http://x/hyperlink\" Target=\"https://gemeente.example\" TargetMode=\"External\"",
            " Type=\"http://x/externalLinkPath\" Target=\"ander.xlsx\" TargetMode=\"External\"",
            " Type=\"http://x/attachedTemplate\" Target=\"eigen.xml\"",
        ] {
            assert_eq!(check(&relation(attributes)), Ok(()), "{attributes}");
        }
    }
}
