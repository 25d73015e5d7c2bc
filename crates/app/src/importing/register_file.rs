//! The registers of the government as they are published (XML): its organisations (`exportOO`), and its internet domains
//! (`exportRIO`). Read piece by piece: only what the desk needs of each organisation is ever held.

use chrono::NaiveDate;
use domain::Complaints;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::BytesRef;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use std::io::BufRead;

/// Deepest nesting that is followed, and longest text of one element that is kept: no register comes near.
const DEEPEST: usize = 64;
const LONGEST: usize = 4_000;
/// Most organisations of one file.
const MOST: usize = 100_000;

/// Which register a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Register {
    /// Register van Overheidsorganisaties.
    Organisations,
    /// Register Internetdomeinen Overheid.
    Domains,
}

impl Register {
    /// The stored word of what says whose a domain is.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Organisations => "register_organisations",
            Self::Domains => "register_domains",
        }
    }

    /// Which register a file with this root is.
    fn of_root(name: &str) -> Option<Self> {
        match name {
            "overheidsorganisaties" => Some(Self::Organisations),
            "RegisterInternetdomeinenOverheid" => Some(Self::Domains),
            _ => None,
        }
    }
}

/// What people read of what says whose a domain is, by its stored word.
pub fn register_label(word: &str) -> &'static str {
    match word {
        "register_organisations" => "het Register van Overheidsorganisaties",
        "register_domains" => "het Register Internetdomeinen Overheid",
        _ => "iemand van het loket",
    }
}

/// One organisation of a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Body {
    pub name: String,
    /// What kind it is, in the words of the register.
    pub types: Vec<String>,
    /// Its address in the register of identifiers (TOOI), which ends in the code of a municipality or province.
    pub identifier: String,
    /// The day from which it is no more.
    pub ended: Option<NaiveDate>,
    /// Domains of its mail and of its website, as they are written.
    pub domains: Vec<String>,
}

/// A register that was read.
#[derive(Debug, Clone)]
pub struct ReadRegister {
    pub(crate) register: Register,
    pub(crate) bodies: Vec<Body>,
}

/// A registration of a domain while it is read.
#[derive(Default)]
struct Registration {
    name: String,
    ended: Option<NaiveDate>,
}

struct Reading {
    register: Option<Register>,
    /// Names of the open elements, without their prefix.
    path: Vec<String>,
    text: String,
    /// Organisations that are open: some hold others.
    open: Vec<(usize, Body)>,
    registration: Registration,
    identifies: bool,
    bodies: Vec<Body>,
    today: NaiveDate,
}

/// Reads a register; what ended before `today` is left out.
///
/// # Errors
/// One complaint in Dutch when it is no such file, or no XML.
pub fn read_register(file: impl BufRead, today: NaiveDate) -> Result<ReadRegister, Complaints> {
    let mut reader = Reader::from_reader(file);
    let mut reading = Reading {
        register: None,
        path: Vec::new(),
        text: String::new(),
        open: Vec::new(),
        registration: Registration::default(),
        identifies: false,
        bodies: Vec::new(),
        today,
    };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| not_xml(&error.to_string()))?;
        match event {
            Event::Start(start) => reading.opened(&start)?,
            Event::Empty(start) => {
                reading.opened(&start)?;
                reading.closed();
            }
            Event::End(_) => reading.closed(),
            Event::Text(text) => reading.say(&text.decode().map_err(|error| not_xml(&error.to_string()))?),
            Event::CData(text) => reading.say(&text.decode().map_err(|error| not_xml(&error.to_string()))?),
            Event::GeneralRef(reference) => reading.say(&referred(&reference)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    match reading.register {
        Some(register) if reading.path.is_empty() => Ok(ReadRegister { register, bodies: reading.bodies }),
        Some(_) => Err(not_xml("het bestand houdt halverwege op")),
        None => Err(unknown_file()),
    }
}

fn not_xml(why: &str) -> Complaints {
    Complaints::one("file", "NOT_XML", format!("Dit bestand is geen XML die wij kunnen lezen: {why}."))
}

fn unknown_file() -> Complaints {
    let message = "Dit is geen export van het Register van Overheidsorganisaties of van het Register Internetdomeinen \
                   Overheid.";
    Complaints::one("file", "UNKNOWN", message)
}

/// A sign that stands for another; names of a document's own stand for nothing here.
fn referred(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(sign)) = reference.resolve_char_ref() {
        return sign.to_string();
    }
    let name = reference.decode().unwrap_or_default();
    resolve_predefined_entity(&name).unwrap_or_default().to_owned()
}

impl Reading {
    fn opened(&mut self, start: &BytesStart<'_>) -> Result<(), Complaints> {
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        if self.path.is_empty() {
            self.register = Some(Register::of_root(&name).ok_or_else(unknown_file)?);
        }
        if self.path.len() >= DEEPEST || self.bodies.len() >= MOST {
            return Err(not_xml("het is te groot of te diep"));
        }
        let attribute = |wanted: &str| {
            let mut all = start.attributes().flatten();
            let found = all.find(|one| one.key.local_name().as_ref() == wanted.as_bytes());
            found.map(|one| String::from_utf8_lossy(&one.value).into_owned())
        };
        match name.as_str() {
            "organisatie" => {
                let identifier = attribute("resourceIdentifierTOOI").unwrap_or_default();
                self.open.push((self.path.len(), Body { identifier, ..Body::default() }));
            }
            "domeinnaamregistratie" => self.registration = Registration::default(),
            "resourceIdentifier" => {
                self.identifies = attribute("naam").as_deref() == Some("resourceIdentifierTOOI");
            }
            _ => {}
        }
        self.path.push(name);
        self.text.clear();
        Ok(())
    }

    fn say(&mut self, text: &str) {
        if self.text.len() + text.len() <= LONGEST {
            self.text.push_str(text);
        }
    }

    fn closed(&mut self) {
        self.take();
        self.path.pop();
        self.text.clear();
        let ends = self.open.last().is_some_and(|(depth, _)| *depth == self.path.len());
        if ends && let Some((_, body)) = self.open.pop() {
            let is_over = body.ended.is_some_and(|ended| ended <= self.today);
            if !is_over && !body.name.is_empty() {
                self.bodies.push(body);
            }
        }
    }

    /// What the element that closes says of the organisation around it.
    fn take(&mut self) {
        let Some((depth, body)) = self.open.last_mut() else { return };
        let path: Vec<&str> = self.path.iter().skip(*depth + 1).map(String::as_str).collect();
        let text = self.text.trim();
        if text.is_empty() && path.last() != Some(&"domeinnaamregistratie") {
            return;
        }
        match path.as_slice() {
            ["naam"] => text.clone_into(&mut body.name),
            ["types", "type"] => body.types.push(text.to_owned()),
            ["eindDatum"] => body.ended = day(text),
            ["identificatiecodes", "resourceIdentifier"] if self.identifies && body.identifier.is_empty() => {
                text.clone_into(&mut body.identifier);
            }
            ["contact", "emailadressen", "emailadres", "email"] | ["contact", "emailadres"] => {
                body.domains.extend(text.rsplit_once('@').map(|(_, domain)| domain.to_owned()));
            }
            ["contact", "internetadressen", "internetadres", "url"] | ["contact", "url"] => {
                body.domains.extend(site(text));
            }
            ["domeinnaamregistraties", "domeinnaamregistratie", "naam"] => text.clone_into(&mut self.registration.name),
            ["domeinnaamregistraties", "domeinnaamregistratie", "opgezegdSinds" | "eindeRegistratieDatum"] => {
                self.registration.ended = day(text);
            }
            ["domeinnaamregistraties", "domeinnaamregistratie"] => {
                let registration = std::mem::take(&mut self.registration);
                if registration.ended.is_none_or(|ended| ended > self.today) && !registration.name.is_empty() {
                    body.domains.push(registration.name);
                }
            }
            _ => {}
        }
    }
}

/// `2024-05-01` or `2024-05-01T10:00:00`.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()
}

/// The name under which the website of an address is registered: `www.arnhem.nl/contact` is at `arnhem.nl`.
fn site(address: &str) -> Option<String> {
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
    let host =
        bare.split(['/', '?', '#', ':', ' ', ';']).next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    psl::domain_str(&host).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ReadRegister, Complaints> {
        read_register(text.as_bytes(), NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day"))
    }

    #[test]
    fn of_each_organisation_only_its_own_name_and_its_own_addresses_are_read() {
        let text = r#"<?xml version="1.0" encoding="UTF-8"?><!-- made up -->
<p:overheidsorganisaties xmlns:p="urn:x"><p:organisaties>
<p:organisatie p:resourceIdentifierTOOI="https://x.example/tooi/id/gemeente/gm0202"><p:naam>Gemeente &#65;rnhem &amp; &eigen;zo</p:naam>
<p:types><p:type>Gemeente</p:type></p:types>
<p:contact><p:emailadressen><p:emailadres><p:email>gemeente@arnhem.example</p:email></p:emailadres></p:emailadressen>
<p:internetadressen><p:internetadres><p:url>https://www.site.arnhem.nl/contact?x=1</p:url></p:internetadres></p:internetadressen></p:contact>
<p:functies><p:functie><p:naam>Wethouder</p:naam><p:medewerkers><p:medewerker><p:naam>Iemand</p:naam>
<p:contact><p:emailadressen><p:emailadres><p:email>ik@thuis.example</p:email></p:emailadres></p:emailadressen></p:contact>
</p:medewerker></p:medewerkers></p:functie></p:functies>
<p:organisaties><p:organisatie><p:naam>Raad</p:naam></p:organisatie></p:organisaties>
</p:organisatie>
<p:organisatie><p:naam>Gemeente Voorbij</p:naam><p:eindDatum>2023-01-01</p:eindDatum></p:organisatie>
</p:organisaties></p:overheidsorganisaties>"#;
        let found = read(text).expect("it is read");
        assert_eq!(found.register, Register::Organisations);
        let names: Vec<&str> = found.bodies.iter().map(|body| body.name.as_str()).collect();
        assert_eq!(names, ["Raad", "Gemeente Arnhem & zo"], "a name that the document made up says nothing");
        assert_eq!(found.bodies[1].domains, ["arnhem.example", "arnhem.nl"]);
        assert_eq!(found.bodies[1].types, ["Gemeente"]);
        assert!(found.bodies[1].identifier.ends_with("gm0202"));
    }

    #[test]
    fn a_registration_that_was_given_up_is_nobodys() {
        let text = r#"<p:RegisterInternetdomeinenOverheid xmlns:p="urn:x" p:timestamp="2026-11-24T03:00:00">
<p:organisatie p:systeemId="1"><p:naam>Provincie Gelderland</p:naam>
<p:contact><p:emailadres>post@gelderland.example</p:emailadres><p:url>https://www.gelderland.nl</p:url></p:contact>
<p:domeinnaamregistraties>
<p:domeinnaamregistratie p:systeemId="7"><p:naam>gelderland.example</p:naam><p:registrar/></p:domeinnaamregistratie>
<p:domeinnaamregistratie><p:naam>oud.example</p:naam><p:opgezegdSinds>2025-01-01</p:opgezegdSinds></p:domeinnaamregistratie>
<p:domeinnaamregistratie><p:naam>straks.example</p:naam><p:opgezegdSinds>2027-01-01T00:00:00</p:opgezegdSinds></p:domeinnaamregistratie>
</p:domeinnaamregistraties>
<p:domeinen><p:domein><p:url>site.gelderland.example</p:url></p:domein></p:domeinen>
</p:organisatie></p:RegisterInternetdomeinenOverheid>"#;
        let found = read(text).expect("it is read");
        assert_eq!(found.register, Register::Domains);
        assert_eq!(
            found.bodies[0].domains,
            ["gelderland.example", "gelderland.nl", "gelderland.example", "straks.example"]
        );
    }

    #[test]
    fn what_is_no_register_is_told_and_nothing_of_it_is_unfolded() {
        let code = |text: &str| read(text).expect_err("refused").0[0].code.clone();
        assert_eq!(code("<html><body/></html>"), "UNKNOWN");
        assert_eq!(code(""), "UNKNOWN");
        assert_eq!(code("<overheidsorganisaties><organisatie></overheidsorganisaties>"), "NOT_XML");
        assert_eq!(code("<overheidsorganisaties><organisatie>"), "NOT_XML");
        assert_eq!(code(&"<overheidsorganisaties>".repeat(100)), "NOT_XML");
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\
                    <overheidsorganisaties><organisatie><naam>x&b;&b;</naam></organisatie></overheidsorganisaties>";
        assert_eq!(read(bomb).expect("read").bodies[0].name, "x");
    }
}
