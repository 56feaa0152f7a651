//! Who somebody in a staff file is. The rules, in this order:
//!
//! 1. The number is known: the same person. A name that is spelled differently (capitals, titles,
//!    a word more or less, two letters) is a correction; another name is doubtful.
//! 2. The number is not known, and a PPPK of the same birth date, sex and name is: the same person
//!    with the number of another contract (a PPPK's number changes with the contract).
//! 3. The number is not known, and somebody of the same birth date, sex and name is who is no PPPK,
//!    or whose name is only spelled alike: doubtful.
//! 4. Otherwise somebody new.
//!
//! What is doubtful is held back until somebody decides; nothing is guessed.

use std::collections::HashMap;

use domain::ids::{AgencyCode, PersonId};
use domain::person::{Event, Name, PersonKind};
use domain::{Entity as _, Event as _, Nip, person::Person};
use jiff::civil::Date;
use ledger::{CommandError, Ledger, Vault};

/// What somebody decided about a row that was doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the person who is known.
    Same,
    /// It is somebody else.
    New,
}

/// Who a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Somebody known by this number.
    Known(PersonId),
    /// Somebody known by another number.
    Renumbered(PersonId),
    /// Somebody new.
    New,
    /// Nobody can tell by the file alone.
    Doubtful,
}

/// A name as it is compared: capitals, one space between words, no punctuation, no titles.
pub(crate) fn plain(name: &Name) -> String {
    domain::unit::plain_name(name.full.as_str())
}

/// Whether two plain names are the same person's, spelled differently.
pub(crate) fn alike(one: &str, other: &str) -> bool {
    let words = |name: &str| name.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (one_words, other_words) = (words(one), words(other));
    let within = |few: &[String], many: &[String]| few.iter().all(|word| many.contains(word));
    one == other
        || within(&one_words, &other_words)
        || within(&other_words, &one_words)
        || distance(one, other) <= 2
}

/// How many letters are added, dropped or changed (Levenshtein); names are short.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in other.iter().enumerate() {
            let changed = corner + usize::from(c != *d);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Somebody of the roster.
#[derive(Debug, Clone)]
struct Entry {
    person: PersonId,
    kind: PersonKind,
    name: String,
}

/// Everybody of an agency by birth date and sex. In memory only, and only while an import needs it.
pub(crate) struct Roster {
    by_birth: HashMap<(Date, u8), Vec<Entry>>,
}

impl Roster {
    /// Reads everybody who serves here.
    pub(crate) async fn read(
        ledger: &Ledger,
        vault: &Vault,
        agency: &AgencyCode,
    ) -> Result<Self, CommandError> {
        let mut people: HashMap<PersonId, Person> = HashMap::new();
        let mut after = 0;
        loop {
            let page = ledger.page_of(agency, Person::KIND, after).await?;
            let Some((last, _, _)) = page.last() else {
                break;
            };
            after = *last;
            for (_, id, commit) in &page {
                let person = people.entry(PersonId(*id)).or_default();
                for stored in &vault.open(commit).await? {
                    person.evolve(&Event::decode(stored)?);
                }
            }
        }
        let mut by_birth: HashMap<_, Vec<Entry>> = HashMap::new();
        for (person, known) in people {
            if let Some((key, entry)) = entry(person, &known) {
                by_birth.entry(key).or_default().push(entry);
            }
        }
        Ok(Self { by_birth })
    }

    /// Who a number that is not known may be.
    pub(crate) fn find(&self, nip: &Nip, kind: PersonKind, name: &Name) -> Identity {
        let same_birth = key(nip).and_then(|key| self.by_birth.get(&key));
        let name = plain(name);
        let mut alike = same_birth
            .into_iter()
            .flatten()
            .filter(|entry| alike(&entry.name, &name));
        match (alike.next(), alike.next()) {
            (None, _) => Identity::New,
            (Some(known), None)
                if known.name == name
                    && known.kind == PersonKind::Pppk
                    && kind == PersonKind::Pppk =>
            {
                Identity::Renumbered(known.person)
            }
            (Some(_), _) => Identity::Doubtful,
        }
    }

    /// The one person whom a doubtful row may mean, if there is one only.
    pub(crate) fn only(&self, nip: &Nip, name: &Name) -> Option<PersonId> {
        let name = plain(name);
        let mut alike = self
            .by_birth
            .get(&key(nip)?)?
            .iter()
            .filter(|entry| alike(&entry.name, &name));
        match (alike.next(), alike.next()) {
            (Some(known), None) => Some(known.person),
            _ => None,
        }
    }
}

fn key(nip: &Nip) -> Option<(Date, u8)> {
    Some((nip.born()?, nip.sex() as u8))
}

fn entry(person: PersonId, known: &Person) -> Option<((Date, u8), Entry)> {
    let nip = Nip::parse(known.nip()?.get()?).ok()?;
    let entry = Entry {
        person,
        kind: known.kind()?,
        name: plain(known.name()?.get()?),
    };
    (!known.left()).then_some((key(&nip)?, entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_that_are_spelled_differently() {
        for (one, other, same) in [
            ("MELATI CENDANA", "MELATI CENDANA", true),
            ("MELATI CENDANA", "MELATI", true),
            ("MELATI CENDANA", "MELATY CENDANNA", true),
            ("MELATI CENDANA", "CENDANA MELATI", true),
            ("MELATI CENDANA", "ARGA BASKARA", false),
            ("BAYU", "ARGA", false),
        ] {
            assert_eq!(alike(one, other), same, "{one} / {other}");
            assert_eq!(alike(other, one), same, "{other} / {one}");
        }
    }
}
