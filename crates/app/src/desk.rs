//! What hardly ever changes, kept in memory: topics, regions, people, expertise.

use domain::{Expert, Geography, Person, PersonId, Taxonomy};
use routing::Roster;
use std::collections::HashMap;
use store::versions::Versions;
use store::{Reads, StoreError};

/// One consistent picture of reference data and roster; replaced as a whole when its version is out of date.
#[derive(Debug)]
pub struct Desk {
    /// Which picture this is.
    pub versions: Versions,
    /// All topics.
    pub taxonomy: Taxonomy,
    /// All places.
    pub geography: Geography,
    /// Who may get questions.
    pub roster: Roster,
    /// Everybody of the staff.
    pub people: HashMap<PersonId, Person>,
}

impl Desk {
    /// Reads the picture.
    pub(crate) async fn load(from: &impl Reads) -> Result<Self, StoreError> {
        // The versions are read first: a change in between is then noticed at the next look.
        let versions = store::versions::current(from).await?;
        let people = store::people::all(from).await?;
        Ok(Self {
            versions,
            taxonomy: store::topics::load(from).await?,
            geography: store::geography::load(from).await?,
            roster: Roster::new(store::experts::all(from).await?),
            people: people.into_iter().map(|person| (person.id, person)).collect(),
        })
    }

    /// The name of a person, or a dash.
    pub fn name(&self, id: PersonId) -> &str {
        self.people.get(&id).map_or("–", |person| person.name.as_str())
    }

    /// The expert profile of a person who may get questions.
    pub fn expert(&self, id: PersonId) -> Option<&Expert> {
        self.roster.experts().iter().find(|expert| expert.id == id)
    }
}
