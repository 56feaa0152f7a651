//! Public bundles, made once: anybody may ask for them, and making one reads the ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{AgencyCode, EditionId, NominationId};
use domain::{Fingerprint, Refusal};
use ledger::CommandError;
use runtime::public::Public;
use tokio::sync::Mutex;

use crate::handle::Committee;
use crate::tallies::TallyError;

/// Public bundles by edition, with what they were made from. One is made at a time.
pub(crate) type Shelf = Arc<Mutex<BTreeMap<(AgencyCode, EditionId), (Fingerprint, Public)>>>;

impl Committee {
    /// The public bundle of an announced edition.
    pub(crate) async fn public_bundle(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
    ) -> Result<Public, TallyError> {
        let winners = self.released(agency, edition)?;
        let winners = winners.ok_or(Refusal::ResultUnknown)?;
        let made_from = self.made_from(agency, edition, winners.iter().copied().collect())?;
        let key = (agency.clone(), edition);
        let mut made = self.shelf.lock().await;
        if let Some((_, known)) = made.get(&key).filter(|(from, _)| *from == made_from) {
            return Ok(known.clone());
        }
        let bytes = self.bundle(agency, edition).await?.public(&winners).bytes();
        let bundle = Public::new("application/json", bytes);
        made.insert(key, (made_from, bundle.clone()));
        Ok(bundle)
    }

    /// What a public bundle depends on: the results and the winners.
    fn made_from(
        &self,
        agency: &AgencyCode,
        edition: EditionId,
        winners: Vec<NominationId>,
    ) -> Result<Fingerprint, CommandError> {
        let results = self.feeds.agency(agency)?.read(|reference, _| {
            let results = reference.results.values();
            let of_edition = results.filter(|result| result.edition == edition);
            of_edition.filter_map(|result| result.hash).collect()
        });
        let results: Vec<Fingerprint> = results;
        Ok(Fingerprint::of_value(&(results, winners)))
    }
}
