//! Publishing a ratified decision.

use domain::announcement::{Announcement, Command, Laureate, Published};
use domain::decision::Winner;
use domain::event::Event as _;
use domain::ids::{AgencyCode, AnnouncementId, DecisionId, EditionId, NominationId, PersonId};
use domain::nomination::{self, Nominee};
use domain::person::{self, Name};
use domain::slate::Slate;
use domain::text::Prose;
use domain::{KeyId, Private, Reference, Refusal};
use ledger::{CommandError, Entities, Feeds, Ledger, Vault};
use runtime::{Agencies, Answered, Clock, Desk, Empty, Id, Input, Problem, Reads, Shutdown};

use crate::shelf::Shelf;

/// The service.
#[derive(Clone, Debug)]
pub struct Announcements {
    desk: Desk,
    feeds: Feeds,
    shelf: Shelf,
    ledger: Ledger,
    entities: Entities<Announcement>,
}

/// A person whose name was erased keeps their place on the list.
const ERASED: &str = "(nama dihapus)";

impl Announcements {
    /// The service on its own connections. `public_url` is where the public reaches it.
    #[must_use]
    pub fn new(
        ledger: &Ledger,
        vault: &Vault,
        feeds: &Feeds,
        reads: Reads,
        clock: Clock,
        public_url: Option<String>,
    ) -> Self {
        Self {
            desk: Desk {
                vault: vault.clone(),
                clock,
            },
            feeds: feeds.clone(),
            shelf: Shelf::new(reads, Agencies::of(feeds), public_url),
            ledger: ledger.clone(),
            entities: Entities::new(ledger.clone(), vault.clone(), feeds.clone()),
        }
    }

    /// What the public reads: the state of [`public`](crate::public) routes.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        self.shelf.clone()
    }

    /// Live streams end when the process is asked to, instead of holding it up.
    #[must_use]
    pub fn until(mut self, shutdown: Shutdown) -> Self {
        self.shelf = self.shelf.until(shutdown);
        self
    }

    pub(crate) async fn publish(
        &self,
        edition: EditionId,
        input: &Input<Empty>,
    ) -> Result<Answered<Id>, Problem> {
        let decision = DecisionId::of(edition);
        let id = AnnouncementId::of(decision);
        self.entities
            .catch_up(&input.agency)
            .await
            .map_err(Problem::from)?;
        let published = self.published(&input.agency, edition, decision).await?;
        let command = self
            .desk
            .command(input, id.0, true, Command::Publish(published));
        let guards = [("decision", decision.0), ("edition", edition.0)];
        let result = self
            .entities
            .handle_together::<Slate>(&command, None, &guards)
            .await;
        Answered::created(result, input.receipt("announcement", id), Id::of(id))
    }

    async fn published(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
        decision: DecisionId,
    ) -> Result<Published, CommandError> {
        let feed = self.feeds.agency(agency)?;
        let (mut published, honoured) = feed
            .read(|reference, _| outline(reference, edition, decision))
            .map_err(CommandError::Refused)?;
        for (winner, nominee) in honoured {
            published
                .laureates
                .push(self.laureate(agency, winner, nominee).await?);
        }
        published.laureates.sort_by(|a, b| {
            (&a.category, a.place, a.nomination).cmp(&(&b.category, b.place, b.nomination))
        });
        Ok(published)
    }

    async fn laureate(
        &self,
        agency: &AgencyCode,
        winner: Honoured,
        nominee: Nominee,
    ) -> Result<Laureate, CommandError> {
        let key = KeyId::decree(nominee.owner());
        let name = match &nominee {
            Nominee::Person { person } => {
                let name = self.name_of(agency, *person).await?;
                name.map_or_else(|| ERASED.to_owned(), |name| name.display())
            }
            Nominee::Unit { .. } => winner.unit_name.to_string(),
            Nominee::Team { title, .. } => title.to_string(),
        };
        let citation = self.citation_of(agency, winner.nomination).await?;
        Ok(Laureate {
            category: winner.category,
            category_title: winner.category_title,
            place: winner.place,
            nomination: winner.nomination,
            people: nominee.people(),
            name: Private::new(key, name),
            unit: winner.unit,
            unit_name: winner.unit_name,
            citation: citation.map(|citation| Private::new(key, citation)),
        })
    }

    /// The name as it stands now; none if it was erased.
    async fn name_of(
        &self,
        agency: &AgencyCode,
        id: PersonId,
    ) -> Result<Option<Name>, CommandError> {
        let mut name = None;
        for (_, commit) in self.ledger.commits(agency, "person", id.0).await? {
            for stored in &self.desk.vault.open(&commit).await? {
                match person::Event::decode(stored)? {
                    person::Event::Registered(registered) => name = registered.name.get().cloned(),
                    person::Event::Corrected(corrected) => name = corrected.name.get().cloned(),
                    person::Event::Withdrawn(_) => name = None,
                    person::Event::Transferred(_)
                    | person::Event::Departed(_)
                    | person::Event::Employed(_)
                    | person::Event::Renumbered(_) => {}
                }
            }
        }
        Ok(name)
    }

    /// The citation as it was submitted last; none if it was erased.
    async fn citation_of(
        &self,
        agency: &AgencyCode,
        id: NominationId,
    ) -> Result<Option<Prose>, CommandError> {
        let mut citation = None;
        for (_, commit) in self.ledger.commits(agency, "nomination", id.0).await? {
            for stored in &self.desk.vault.open(&commit).await? {
                match nomination::Event::decode(stored)? {
                    nomination::Event::Submitted(submitted) => {
                        citation = submitted.citation.get().cloned();
                    }
                    nomination::Event::Resubmitted(again) => {
                        citation = again.citation.get().cloned();
                    }
                    _ => {}
                }
            }
        }
        Ok(citation)
    }
}

/// A winner with what the reference state says about them.
struct Honoured {
    category: domain::text::Code,
    category_title: domain::text::Title,
    place: u32,
    nomination: NominationId,
    unit: domain::ids::UnitId,
    unit_name: domain::text::Title,
}

/// The announcement without its laureates, and who they are.
fn outline(
    reference: &Reference,
    edition: EditionId,
    decision: DecisionId,
) -> Result<(Published, Vec<(Honoured, Nominee)>), Refusal> {
    let known = reference
        .editions
        .get(&edition)
        .ok_or(Refusal::EditionUnknown)?;
    let decided = reference
        .decisions
        .get(&decision)
        .ok_or(Refusal::DecisionUnknown)?;
    let decree = decided
        .ratified
        .as_ref()
        .ok_or(Refusal::DecisionNotRatified)?;
    let honoured = decided
        .proposed
        .winners
        .iter()
        .map(|winner| honoured(reference, known, winner));
    let published = Published {
        edition,
        title: known.title.clone(),
        year: known.year,
        decision,
        decree_number: decree.number.clone(),
        decree_date: decree.date,
        laureates: Vec::new(),
    };
    Ok((published, honoured.collect::<Result<_, _>>()?))
}

fn honoured(
    reference: &Reference,
    edition: &domain::reference::Edition,
    winner: &Winner,
) -> Result<(Honoured, Nominee), Refusal> {
    let category = edition
        .category(&winner.category)
        .ok_or(Refusal::CategoryUnknown)?;
    let nomination = reference
        .nominations
        .get(&winner.nomination)
        .ok_or(Refusal::NominationUnknown)?;
    let unit = reference
        .units
        .get(&nomination.unit)
        .ok_or(Refusal::UnitUnknown)?;
    let honoured = Honoured {
        category: winner.category.clone(),
        category_title: category.title.clone(),
        place: winner.place,
        nomination: winner.nomination,
        unit: nomination.unit,
        unit_name: unit.name.clone(),
    };
    Ok((honoured, nomination.nominee.clone()))
}
