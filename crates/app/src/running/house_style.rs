//! The house style (branding): the desk's name and colours, who letters come from, what is said besides in each kind, how all of
//! that looks before it is kept, and what kinds of organisation are called.

use crate::letters::examples;
use crate::policy::{self, Action};
use crate::{App, Caller, Refusal, ledger};
use domain::{
    Colour, Complaints, DARK_GROUNDS, DeskEvent, House, InEnglish, KindWords, LIGHT_GROUNDS, Letter, LetterKind,
    ON_DARK_BRAND, OrganisationKind, READABLE, Shape, fold, take_text,
};
use std::collections::BTreeMap;

/// Longest name, line at the foot, and addition to a letter, in characters.
const NAME_MAX: usize = 40;
const LINE_MAX: usize = 120;
const ADDITION_MAX: usize = 1_000;
/// Longest name of a kind of organisation.
const KIND_MAX: usize = 80;

/// Whether a kind of organisation may be chosen on the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// It may.
    OnForm,
    /// It is no more, or not yet.
    Nowhere,
}

/// A house style as it was typed; what is empty stays as the program or its settings have it.
#[derive(Debug, Clone, Default)]
pub struct HouseDraft {
    /// What the desk is called, in short.
    pub name: String,
    /// What comes behind that.
    pub more: String,
    /// Whose service it is.
    pub service: String,
    /// Who letters come from.
    pub sender: String,
    /// Who signs letters.
    pub signature: String,
    /// How to reach the desk.
    pub reach: String,
    /// Links and buttons.
    pub brand: String,
    /// The same on dark screens.
    pub brand_dark: String,
    /// The bar at the top.
    pub head: String,
    /// What is said besides, for each kind of letter.
    pub additions: Vec<(LetterKind, String)>,
    /// The same in English.
    pub english: EnglishDraft,
}

/// What letters in English say, as it was typed; what is empty stays as in Dutch.
#[derive(Debug, Clone, Default)]
pub struct EnglishDraft {
    /// Who letters come from.
    pub sender: String,
    /// Who signs letters.
    pub signature: String,
    /// How to reach the desk.
    pub reach: String,
    /// What is said besides, for each kind of letter to askers.
    pub additions: Vec<(LetterKind, String)>,
}

impl App {
    /// The house style in force.
    pub async fn read_house_style(&self, caller: &Caller) -> Result<House, Refusal> {
        policy::check(&caller.actor, Action::ManageHouse)?;
        self.refresh().await?;
        Ok(self.picture().house.clone())
    }

    /// Every kind of letter as it would be with this house style, about people and a question that are made up.
    pub async fn preview_letters(&self, caller: &Caller, draft: &HouseDraft) -> Result<Vec<Letter>, Refusal> {
        policy::check(&caller.actor, Action::ManageHouse)?;
        let house = checked(caller, draft)?;
        Ok(examples(&self.settings, &house))
    }

    /// Puts a house style into force: on pages at once, in letters from the next one on.
    pub async fn keep_house_style(&self, caller: &Caller, draft: &HouseDraft) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageHouse)?;
        let house = checked(caller, draft)?;
        self.put_on(caller, |before| House { kinds: before.kinds, ..house }).await
    }

    /// Says what kinds of organisation are called, and which may be chosen on the form.
    pub async fn keep_kinds(
        &self,
        caller: &Caller,
        kinds: &[(OrganisationKind, String, Offer)],
    ) -> Result<(), Refusal> {
        policy::check(&caller.actor, Action::ManageHouse)?;
        let kinds = checked_kinds(caller, kinds)?;
        self.put_on(caller, |before| House { kinds, ..before }).await
    }

    /// Makes the next edition of the one in force.
    async fn put_on(&self, caller: &Caller, change: impl FnOnce(House) -> House) -> Result<(), Refusal> {
        let by = caller.actor.person().ok_or(Refusal::Unauthenticated)?;
        let unreadable = |error: serde_json::Error| Refusal::Internal(format!("house_styles: {error}"));
        let now = self.clock.now();
        let tx = self.store.write().await?;
        let (edition, before) = match store::house_styles::hold(&tx).await? {
            Some((edition, content)) => (edition, serde_json::from_value(content).map_err(unreadable)?),
            None => (0, House::default()),
        };
        let edition = edition.saturating_add(1);
        let content = serde_json::to_value(change(before)).map_err(unreadable)?;
        store::house_styles::insert(&tx, edition, &content, by, now).await?;
        ledger::write_at_desk(&tx, caller, DeskEvent::HouseStyleChanged { edition }, now).await?;
        tx.commit().await?;
        self.reload().await?;
        Ok(())
    }
}

/// Every kind with its words, or every complaint: each has a name of its own, and one may be chosen.
fn checked_kinds(
    caller: &Caller,
    kinds: &[(OrganisationKind, String, Offer)],
) -> Result<BTreeMap<OrganisationKind, KindWords>, Complaints> {
    let mut complaints = Complaints::default();
    let mut checked: BTreeMap<OrganisationKind, KindWords> = BTreeMap::new();
    for (kind, typed, offer) in kinds {
        let path = format!("label-{}", kind.as_str());
        let missing = "Geef deze soort een naam.";
        let label = take_text(&mut complaints, &path, typed, Shape::Line, KIND_MAX, missing, caller.numbers);
        if !label.is_empty() && checked.values().any(|other| fold(&other.label) == fold(&label)) {
            complaints.add(&path, "DUPLICATE", "Er is al een soort met deze naam.");
        }
        checked.insert(*kind, KindWords { label, offered: *offer == Offer::OnForm });
    }
    if !checked.values().any(|words| words.offered) || checked.len() < OrganisationKind::ALL.len() {
        complaints.add("offered", "REQUIRED", "Laat minstens een soort staan die mensen kunnen kiezen.");
    }
    complaints.or(|| checked)
}

/// The house style as it is to be stored, or every complaint.
fn checked(caller: &Caller, draft: &HouseDraft) -> Result<House, Complaints> {
    let mut complaints = Complaints::default();
    let mut take = |path: &str, typed: &str, shape, longest, missing: &str| {
        let is_left = typed.trim().is_empty() && missing.is_empty();
        match is_left {
            true => String::new(),
            false => take_text(&mut complaints, path, typed, shape, longest, missing, caller.numbers),
        }
    };
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let name = take("name", &draft.name, Shape::Line, NAME_MAX, "Geef het loket een naam.");
    let more = take("more", &draft.more, Shape::Line, LINE_MAX, "");
    let service = take("service", &draft.service, Shape::Line, LINE_MAX, "Schrijf van wie het loket een dienst is.");
    let sender = some(take("sender", &draft.sender, Shape::Line, LINE_MAX, ""));
    let signature = some(take("signature", &draft.signature, Shape::Line, LINE_MAX, ""));
    let reach = some(take("reach", &draft.reach, Shape::Line, LINE_MAX, ""));
    let mut additions = BTreeMap::new();
    for (kind, typed) in &draft.additions {
        let said = take(&format!("addition-{}", kind.as_str()), typed, Shape::Prose, ADDITION_MAX, "");
        additions.extend(some(said).map(|said| (*kind, said)));
    }
    let mut english = InEnglish {
        sender: some(take("sender_en", &draft.english.sender, Shape::Line, LINE_MAX, "")),
        signature: some(take("signature_en", &draft.english.signature, Shape::Line, LINE_MAX, "")),
        reach: some(take("reach_en", &draft.english.reach, Shape::Line, LINE_MAX, "")),
        additions: BTreeMap::new(),
    };
    for (kind, typed) in &draft.english.additions {
        let said = take(&format!("addition-en-{}", kind.as_str()), typed, Shape::Prose, ADDITION_MAX, "");
        english.additions.extend(some(said).map(|said| (*kind, said)));
    }
    let on_paper: Vec<Colour> = LIGHT_GROUNDS.into_iter().chain([Colour::WHITE]).collect();
    let by_night: Vec<Colour> = DARK_GROUNDS.into_iter().chain([ON_DARK_BRAND]).collect();
    let brand = colour(&mut complaints, "brand", &draft.brand, &on_paper, "Kies een donkerdere kleur.");
    let brand_dark = colour(&mut complaints, "brand_dark", &draft.brand_dark, &by_night, "Kies een lichtere kleur.");
    let head = colour(&mut complaints, "head", &draft.head, &[Colour::WHITE], "Kies een donkerdere kleur.");
    complaints.or(|| House {
        name,
        more,
        service,
        sender,
        signature,
        reach,
        brand,
        brand_dark,
        head,
        additions,
        english,
        kinds: BTreeMap::new(),
    })
}

/// A colour that can be read on everything it stands on; none where none was typed.
fn colour(
    complaints: &mut Complaints,
    path: &str,
    typed: &str,
    grounds: &[Colour],
    what_to_do: &str,
) -> Option<Colour> {
    if typed.trim().is_empty() {
        return None;
    }
    let Some(colour) = Colour::parse(typed) else {
        complaints.add(path, "INVALID", "Schrijf een kleur als # met zes tekens, zoals #154273.");
        return None;
    };
    let least = grounds.iter().map(|ground| colour.contrast(*ground)).fold(f64::MAX, f64::min);
    if least < READABLE {
        // Cut and not rounded: 4.49 is no 4,5.
        let least = format!("{:.1}", (least * 10.0).floor() / 10.0).replace('.', ",");
        let message =
            format!("Deze kleur is niet goed te lezen: het contrast is {least}, en moet 4,5 zijn. {what_to_do}");
        complaints.add(path, "CONTRAST", message);
    }
    Some(colour)
}
