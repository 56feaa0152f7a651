//! The fairness report of an edition: the bundle with what the records add, without names.

use std::collections::BTreeMap;

use domain::Refusal;
use domain::fairness::{self, Known, Report};
use domain::ids::{AgencyCode, EditionId, NominationId};
use domain::nomination::Nominee;
use ledger::CommandError;

use crate::handle::Committee;
use crate::tallies::TallyError;

impl Committee {
    /// The fairness report of an edition whose rounds have results.
    pub async fn fairness(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
    ) -> Result<Report, TallyError> {
        let bundle = self.bundle(agency, edition).await?;
        let mut known = self.records_of(agency, edition)?;
        for (nominee, known) in known.values_mut() {
            if let Nominee::Person { person } = nominee {
                let number = self.desk.number_of(&self.ledger, agency, *person).await?;
                known.sex = number.map(|number| number.sex());
            }
        }
        let known = known.into_iter().map(|(id, (_, known))| (id, known));
        let report = fairness::report(&bundle, &known.collect());
        // The bundle was counted and compared a moment ago, and it is the full one.
        report.map_err(|_| Refusal::ResultUnknown.into())
    }

    /// Unit, position group and earlier wins of each nominee of an edition.
    fn records_of(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
    ) -> Result<BTreeMap<NominationId, (Nominee, Known)>, CommandError> {
        let feed = self.feeds.agency(agency)?;
        Ok(feed.read(|reference, _| {
            let nominations = reference.nominations.iter();
            let of_edition = nominations.filter(|(_, one)| one.edition == edition);
            let known = |one: &domain::reference::Nomination| {
                let person = match &one.nominee {
                    Nominee::Person { person } => reference.people.get(person),
                    Nominee::Unit { .. } | Nominee::Team { .. } => None,
                };
                Known {
                    unit: Some(one.unit),
                    sex: None,
                    group: person.map(|person| person.group),
                    wins: match one.nominee {
                        Nominee::Person { .. } | Nominee::Unit { .. } => {
                            Some(reference.wins_besides(&one.nominee, edition))
                        }
                        Nominee::Team { .. } => None,
                    },
                }
            };
            of_edition
                .map(|(id, one)| (*id, (one.nominee.clone(), known(one))))
                .collect()
        }))
    }
}
