//! What an administrator can do, each with a line on what it is for: one address, so that the menu stays short.

use crate::error::Failure;
use crate::extract::{NoFilters, Query};
use crate::page::{Frame, show};
use crate::visitor::Visitor;
use app::Action;
use askama::Template;
use axum::response::Response;

/// A page that is led to.
struct Door {
    to: &'static str,
    name: &'static str,
    what: &'static str,
}

/// Pages that belong together.
struct Room {
    name: &'static str,
    doors: &'static [Door],
}

const ROOMS: [Room; 3] = [
    Room {
        name: "Mensen en organisaties",
        doors: &[
            Door { to: "/mensen", name: "Mensen", what: "Wie hier werkt, en in welke rol." },
            Door {
                to: "/organisaties/beheer",
                name: "Organisaties",
                what: "Namen bevestigen, verbeteren en samenvoegen.",
            },
            Door {
                to: "/beheer/soorten",
                name: "Soorten organisaties",
                what: "Hoe ze heten, en welke mensen kunnen kiezen.",
            },
            Door { to: "/domeinen", name: "Domeinen", what: "Bij welke organisatie een e-maildomein hoort." },
        ],
    },
    Room {
        name: "Vragen",
        doors: &[
            Door {
                to: "/beheer/onderwerpen",
                name: "Onderwerpen",
                what: "Thema's en groepen: toevoegen, een andere naam geven, beëindigen.",
            },
            Door {
                to: "/beheer/regios",
                name: "Regio's",
                what: "Hoe het land is ingedeeld; een indeling vervangen uit een bestand.",
            },
            Door { to: "/termijnen", name: "Termijnen", what: "Openingstijden, sluitingsdagen en beloofde dagen." },
            Door { to: "/woordenlijst", name: "Woordenlijst", what: "Woorden die naar een onderwerp wijzen." },
        ],
    },
    Room {
        name: "Het loket zelf",
        doors: &[
            Door { to: "/beheer/brieven", name: "Brieven die niet aankwamen", what: "Opnieuw versturen, of opgeven." },
            Door {
                to: "/beheer/post",
                name: "E-mail die wacht",
                what: "Bij een vraag zetten, er een vraag van maken, of wegleggen.",
            },
            Door {
                to: "/beheer/huisstijl",
                name: "Huisstijl en brieven",
                what: "Naam en kleuren van het loket, en wat er in brieven staat.",
            },
            Door {
                to: "/beheer/bewaren",
                name: "Bewaren en wissen",
                what: "Hoe lang wat bewaard blijft, wat niet weg mag, en wie gewist wil worden.",
            },
            Door { to: "/beheer/instellingen", name: "Instellingen", what: "Hoe deze server is ingesteld." },
            Door { to: "/logboek", name: "Logboek", what: "Wie wat deed, en wanneer." },
        ],
    },
];

#[derive(Template)]
#[template(path = "managing.html")]
struct IndexPage {
    frame: Frame,
    rooms: &'static [Room],
}

/// The page.
pub(crate) async fn page(visitor: Visitor, _: Query<NoFilters>) -> Result<Response, Failure> {
    visitor.require_staff()?;
    visitor.app.check(&visitor.caller, Action::ManagePeople)?;
    show(&IndexPage { frame: Frame::of("Beheer", &visitor), rooms: &ROOMS })
}
