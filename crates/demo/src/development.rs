//! The 120 questions the classifier was developed with, as questions of this desk.

use crate::asker::Askers;
use crate::ids;
use crate::material::Material;
use domain::{OrganisationDraft, OrganisationKind, QuestionDraft};
use rand::rngs::StdRng;
use serde::Deserialize;

/// One line of the file.
#[derive(Debug, Deserialize)]
pub(crate) struct Line {
    pub id: String,
    pub subject: String,
    pub body: String,
    pub groups: Vec<String>,
    /// The first is the primary one; none for a message meant for another desk.
    pub themes: Vec<String>,
    pub asker_type: String,
    pub organisation: String,
    pub gm_code_or_region: Option<String>,
    pub lang: String,
}

/// Every line, in the order of the file.
pub(crate) fn lines() -> Vec<Line> {
    include_str!("../data/questions-dev.jsonl").lines().map(crate::material::read).collect()
}

impl Line {
    /// The question as somebody of that organisation would put it; nothing is ticked yet.
    pub(crate) fn draft(&self, material: &Material, rng: &mut StdRng) -> QuestionDraft {
        let (municipality, region) = place(self.gm_code_or_region.as_deref());
        QuestionDraft {
            submission_key: ids::question(&self.id),
            subject: self.subject.clone(),
            body: self.body.clone(),
            organisation: OrganisationDraft {
                kind: Some(kind(&self.asker_type)),
                name: self.organisation.clone(),
                municipality,
                region,
                ..OrganisationDraft::default()
            },
            contact: Askers::new(material).contact(&self.organisation, rng),
            groups: Vec::new(),
            themes: Vec::new(),
        }
    }
}

fn kind(asker_type: &str) -> OrganisationKind {
    match asker_type {
        "gemeente" => OrganisationKind::Municipality,
        "provincie" => OrganisationKind::Province,
        "corporatie" => OrganisationKind::HousingCorporation,
        "zorgpartner" | "zorgkantoor" => OrganisationKind::CarePartner,
        _ => OrganisationKind::SocietalOrganisation,
    }
}

/// Municipality code and region code.
fn place(text: Option<&str>) -> (Option<String>, Option<String>) {
    let region = |code: &str| (None, Some(code.to_owned()));
    match text {
        Some(code) if code.starts_with("GM") => (Some(code.to_owned()), None),
        Some(code) if code.starts_with("PV") => region(&format!("provincie:{code}")),
        Some("regio:Foodvalley") => region("woondealregio:foodvalley"),
        Some("regio:Holland Rijnland") => region("woondealregio:holland_rijnland"),
        Some("regio:Midden-Brabant") => region("zorgkantoorregio:ZK12"),
        Some("regio:Gooi en Vechtstreek") => region("veiligheidsregio:VR14"),
        Some("regio:De Bevelanden") => region("provincie:PV29"),
        _ => (None, None),
    }
}
