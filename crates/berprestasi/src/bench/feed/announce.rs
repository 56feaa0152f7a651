//! Announcements in the ledger of the sample city, as the service would write them.

use domain::announcement::{Event, Laureate, Published};
use domain::event::Event as _;
use domain::ids::{
    AgencyCode, AnnouncementId, DecisionId, EditionId, NominationId, PersonId, UnitId, derive_id,
};
use domain::text::{Code, Prose, Text, Title};
use domain::{KeyClass, KeyId, Private};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ledger::Vault;
use ledger::raw::{self, RawStream};
use runtime::ServiceRole;

use super::super::world::World;
use super::super::written::{Place, commit};
use crate::demo;
use crate::up::Failure;

const ROLE: ServiceRole = ServiceRole::Announcements;
/// Winners of an edition, in this category.
const LAUREATES: u32 = 3;

/// Publishes one edition's winners after another's.
pub(super) struct Publisher {
    stream: RawStream,
    vault: Vault,
    agency: AgencyCode,
    number: usize,
}

impl Publisher {
    pub(super) async fn connect(world: &World) -> Result<Self, Failure> {
        let agency = AgencyCode::new(demo::AGENCY)?;
        let stream = world.raw_as(ROLE, &agency, "announcement").await?;
        Ok(Self {
            stream,
            vault: world.vault(ROLE, &[KeyClass::Decree]).await?,
            agency,
            number: 0,
        })
    }

    /// Writes the next announcement; returns where it stands.
    pub(super) async fn publish(&mut self) -> Result<u64, Failure> {
        self.number += 1;
        let number = self.number;
        let edition = EditionId::of(&self.agency, &format!("bench-{number}"));
        let decision = DecisionId::of(edition);
        let entity = AnnouncementId::of(decision).0;
        let event = Event::Published(published(edition, decision, number)?);
        let place = Place {
            agency: &self.agency,
            kind: "announcement",
            entity,
            number: 0,
            previous: None,
            at: Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::try_from(number)?),
        };
        let mut commit = commit(&place, vec![event.encode()]);
        raw::seal(&self.vault, &mut commit).await?;
        let commits = vec![(entity, serde_json::to_vec(&commit)?)];
        Ok(self.stream.write(commits).await?)
    }
}

fn published(
    edition: EditionId,
    decision: DecisionId,
    number: usize,
) -> Result<Published, Failure> {
    let laureates = (1..=LAUREATES).map(|place| laureate(number, place));
    Ok(Published {
        edition,
        title: Title::new(&format!("ASN Berprestasi {number}"))?,
        year: 2026,
        decision,
        decree_number: Text::new(&format!("100.3.3/{number}/2026"))?,
        decree_date: Date::constant(2026, 11, 20),
        laureates: laureates.collect::<Result<_, _>>()?,
    })
}

fn laureate(number: usize, place: u32) -> Result<Laureate, Failure> {
    let name = format!("{number}-{place}");
    let person = PersonId(derive_id(&["bench-person", &name]));
    let key = KeyId::decree(person);
    let citation =
        "Menyelesaikan antrean layanan dalam satu hari, dengan rekan-rekan dari tiga unit.";
    Ok(Laureate {
        category: Code::new("pelaksana")?,
        category_title: Title::new("Pelaksana Berprestasi")?,
        place,
        nomination: NominationId(derive_id(&["bench-nomination", &name])),
        people: vec![person],
        name: Private::new(key, format!("Melati Cendana {name}, S.Kep.")),
        unit: UnitId(derive_id(&["bench-unit"])),
        unit_name: Title::new("Dinas Kependudukan dan Pencatatan Sipil")?,
        citation: Some(Private::new(key, Prose::new(citation)?)),
    })
}
