//! Staff files: who is new, who moved, whose name or number or position changed.

use std::collections::{BTreeMap, HashMap};

use domain::ids::{PersonId, UnitId};
use domain::person::{
    Command, Corrected, Employed, Name, Person, Registered, Renumbered, Transferred,
};
use domain::text::{Code, Text, Title};
use domain::unit::{self, plain_name};
use domain::{KeyId, Nip, Private};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use imports::rows::PersonRow;
use ledger::CommandError;
use uuid::Uuid;

use super::identity::{Identity, Roster, Verdict, alike, plain};
use super::run::{Import, Trouble};
use super::sink::{Fate, Item};

/// How many index entries are made at once.
const AT_ONCE: usize = 64;

/// A row with who it is about.
struct Named<'r> {
    row: &'r PersonRow,
    place: usize,
    who: Identity,
}

impl Import<'_> {
    /// Takes rows of a staff file.
    pub(super) async fn people(
        &mut self,
        rows: &[&PersonRow],
        fates: &mut [Fate],
        troubles: &mut Vec<Trouble>,
    ) -> Result<(), CommandError> {
        self.make_units(rows).await?;
        let mut named = self.identify(rows).await?;
        let ids: Vec<Uuid> = named.iter().filter_map(|one| one.who.id()).collect();
        let states = self.sinks.people.states(&ids).await?;
        for one in &mut named {
            one.doubt(&states, self.job.verdicts.get(&one.row.row).copied());
        }
        let ids = self.ids_of(&named).await?;
        let mut items = Vec::new();
        for one in &named {
            if one.who == Identity::Doubtful {
                troubles.push(Trouble::doubtful(one.row.row));
                fates[one.place] = Fate::Held;
                continue;
            }
            let Some(unit) = self.directory.unit(&one.row.unit) else {
                // Only a preview gets here: its units are not made.
                fates[one.place] = one.who.id().map_or(Fate::New, |_| Fate::Corrected);
                continue;
            };
            let id = ids.get(&one.place).copied().or(one.who.id().map(PersonId));
            let Some(id) = id else {
                fates[one.place] = Fate::New;
                continue;
            };
            let state = states.get(&id.0).filter(|state| state.exists());
            let asked = commands(one, id, unit, state, self.on);
            items.extend(asked.into_iter().map(|command| Item {
                place: one.place,
                entity: id.0,
                command,
            }));
        }
        self.take_in(|sinks| &mut sinks.people, items, fates)
            .await?;
        self.directory.forget(rows.iter().map(|row| row.nip));
        Ok(())
    }

    /// Makes the units that rows name and the agency does not know, to be confirmed.
    async fn make_units(&mut self, rows: &[&PersonRow]) -> Result<(), CommandError> {
        let mut wanted: BTreeMap<String, (&str, Option<UnitId>)> = BTreeMap::new();
        for row in rows {
            if self.directory.unit(&row.unit).is_none() {
                let parent = row
                    .parent
                    .as_ref()
                    .and_then(|name| self.directory.unit(name));
                wanted
                    .entry(plain_name(&row.unit))
                    .or_insert((&row.unit, parent));
            }
        }
        if wanted.is_empty() || !self.job.write {
            self.pending.extend(wanted.into_keys());
            return Ok(());
        }
        let items = wanted.into_iter().filter_map(|(plain, (name, parent))| {
            let code = unit_code(&plain)?;
            let registered = unit::Registered {
                name: Title::new(name).ok()?,
                parent,
                from: self.on,
                code,
            };
            Some(registered)
        });
        let items = items.enumerate().map(|(place, registered)| Item {
            place,
            entity: UnitId::of(self.job.agency, registered.code.as_str()).0,
            command: unit::Command::Find(registered),
        });
        let items: Vec<_> = items.collect();
        let mut fates = vec![Fate::default(); items.len()];
        if self
            .take_in(|sinks| &mut sinks.units, items, &mut fates)
            .await?
        {
            let made = fates.iter().filter(|fate| **fate == Fate::New).count();
            self.made += u32::try_from(made).unwrap_or(u32::MAX);
            self.units_seen().await?;
        }
        Ok(())
    }

    /// Who each row is about, as far as numbers and the roster tell.
    async fn identify<'r>(
        &mut self,
        rows: &[&'r PersonRow],
    ) -> Result<Vec<Named<'r>>, CommandError> {
        let numbers = rows.iter().map(|row| row.nip).collect();
        self.directory
            .look_up_numbers(&self.app.desk.vault, numbers)
            .await?;
        let unknown = |row: &&PersonRow| self.directory.person(&row.nip).is_none();
        if self.peopled && self.roster.is_none() && rows.iter().any(unknown) {
            let (ledger, vault) = (&self.app.ledger, &self.app.desk.vault);
            self.roster = Some(Roster::read(ledger, vault, self.job.agency).await?);
        }
        let identify = |(place, &row): (usize, &&'r PersonRow)| {
            let who = match (self.directory.person(&row.nip), &self.roster) {
                (Some(known), _) => Identity::Known(known),
                (None, None) => Identity::New,
                (None, Some(roster)) => {
                    let found = roster.find(&row.nip, row.person_kind, &row.name);
                    match (found, self.job.verdicts.get(&row.row)) {
                        (Identity::Doubtful, Some(Verdict::New)) => Identity::New,
                        (Identity::Doubtful, Some(Verdict::Same)) => roster
                            .only(&row.nip, &row.name)
                            .map_or(Identity::Doubtful, Identity::Renumbered),
                        (found, _) => found,
                    }
                }
            };
            Named { row, place, who }
        };
        Ok(rows.iter().enumerate().map(identify).collect())
    }

    async fn made(&self, place: usize, nip: Nip) -> Result<(usize, PersonId), CommandError> {
        let vault = &self.app.desk.vault;
        let (id, _) = vault.person_of(self.job.agency, &nip.digits()).await?;
        Ok((place, id))
    }

    /// The ids of those who are new, made with their keys; in a preview there are none.
    async fn ids_of(&self, named: &[Named<'_>]) -> Result<HashMap<usize, PersonId>, CommandError> {
        if !self.job.write {
            return Ok(HashMap::new());
        }
        let (vault, agency) = (&self.app.desk.vault, self.job.agency);
        let new = named.iter().filter(|one| one.who == Identity::New);
        let making: Vec<_> = new.map(|one| self.made(one.place, one.row.nip)).collect();
        let ids: HashMap<usize, PersonId> = stream::iter(making)
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        let keys: Vec<KeyId> = ids.values().map(|id| KeyId::erasable(*id)).collect();
        vault.make_keys(agency, &keys).await?;
        for one in named {
            if let Identity::Renumbered(id) = one.who {
                vault.link_number(agency, &one.row.nip.digits(), id).await?;
            }
        }
        Ok(ids)
    }
}

impl Identity {
    /// The person, if it is somebody known.
    fn id(self) -> Option<Uuid> {
        match self {
            Self::Known(id) | Self::Renumbered(id) => Some(id.0),
            Self::New | Self::Doubtful => None,
        }
    }
}

impl Named<'_> {
    /// A known number with quite another name is doubtful, unless somebody decided.
    fn doubt(&mut self, states: &HashMap<Uuid, Person>, verdict: Option<Verdict>) {
        let Identity::Known(id) = self.who else {
            return;
        };
        let name = states.get(&id.0).and_then(Person::name);
        let known = name.and_then(Private::get).map(plain);
        let other = known.is_some_and(|known| !alike(&known, &plain(&self.row.name)));
        if other && verdict != Some(Verdict::Same) {
            self.who = Identity::Doubtful;
        }
    }
}

/// What a row asks of a person's record.
fn commands(
    one: &Named<'_>,
    id: PersonId,
    unit: UnitId,
    state: Option<&Person>,
    on: jiff::civil::Date,
) -> Vec<Command> {
    let key = KeyId::erasable(id);
    let row = one.row;
    let nip = || Private::new(key, row.nip.digits());
    let employed = employed(row);
    let enter = |from| {
        let registered = Registered {
            kind: row.person_kind,
            unit: Some(unit),
            group: row.group,
            name: Private::new(key, row.name.clone()),
            nip: Some(nip()),
            from,
        };
        vec![Command::Enter(registered, employed.clone())]
    };
    let Some(state) = state else {
        return enter(row.since.unwrap_or(on));
    };
    if state.left() {
        return enter(on);
    }
    let clear = state.name().and_then(Private::get);
    let renamed = clear.is_some_and(|name: &Name| *name != row.name);
    let moved = state.unit() != Some(unit);
    let name = Private::new(key, row.name.clone());
    let kind = row.person_kind;
    [
        renamed.then_some(Command::Correct(Corrected { name })),
        matches!(one.who, Identity::Renumbered(_))
            .then(|| Command::Renumber(Renumbered { nip: nip(), kind })),
        moved.then_some(Command::Transfer(Transferred { unit, from: on })),
        Some(Command::Employ(employed)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn employed(row: &PersonRow) -> Employed {
    Employed {
        kind: row.person_kind,
        group: row.group,
        status: row.status,
        candidate: row.candidate,
        position: row.position.clone(),
        grade: row.grade.as_ref().and_then(|grade| Text::new(grade).ok()),
        since: row.since,
    }
}

/// A code made of a unit's plain name; one that is too long ends in a part of its digest.
pub(super) fn unit_code(plain: &str) -> Option<Code> {
    let ascii = |c: char| c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase());
    let slug: String = plain
        .split(' ')
        .map(|word| word.chars().filter_map(ascii).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    if !slug.is_empty() && slug.len() <= 64 && slug.len() + 8 >= plain.len() {
        return Code::new(&slug).ok();
    }
    let digest = domain::ids::derive_id(&["unit-code", plain])
        .simple()
        .to_string();
    let short: String = slug.chars().take(50).collect();
    let short = short.trim_end_matches('-');
    Code::new(format!("{short}-{}", &digest[..8]).trim_start_matches('-')).ok()
}
