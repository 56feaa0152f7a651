//! The recognition board across agencies. Nobody keeps it: it is an index over the agencies' standings, and ranks
//! are sums over the agencies' stretches, so they are exact as of the statement, whichever workers write meanwhile.
//! What a rank reads grows with the number of agencies, not with that of people.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{Neighbourhood, Ranked, count, debit, get, neighbourhood, ranked};
use crate::error::ReadError;
use crate::pool::ReadModel;
use crate::sql::sql;

sql! {
    RECOGNITION_NATIONAL_PAGE = "SELECT person, debit, events, agency FROM read.recognition
WHERE scope = '00000000-0000-0000-0000-000000000000' AND period = $1 AND (debit, agency, person) > ($2, $3, $4)
ORDER BY debit, agency, person LIMIT $5";
    RECOGNITION_NATIONAL_AROUND = "WITH own AS (
    SELECT * FROM read.recognition
    WHERE agency = $1 AND period = $2 AND scope = '00000000-0000-0000-0000-000000000000' AND person = $3
), earlier AS (
    SELECT period FROM read.recognition_board
    WHERE scope = '00000000-0000-0000-0000-000000000000' AND period < $2
        AND translate(period, '012345678', '999999999') = translate($2, '012345678', '999999999')
    ORDER BY period DESC LIMIT 1
), asked AS (
    SELECT 'own' AS side, own.* FROM own
    UNION ALL
    SELECT 'before', s.* FROM earlier JOIN read.recognition s USING (period)
    WHERE s.agency = $1 AND s.scope = '00000000-0000-0000-0000-000000000000' AND s.person = $3
)
SELECT person, debit, events, agency, side, 1 + (
        SELECT coalesce(sum(people), 0)::BIGINT FROM (
            SELECT t.people FROM read.recognition_stretch t
            WHERE t.scope = '00000000-0000-0000-0000-000000000000' AND t.period = a.period AND t.level = 1
                AND t.high < debit >> 12
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.scope = '00000000-0000-0000-0000-000000000000' AND t.period = a.period AND t.level = 2
                AND t.high >= debit >> 12 << 6 AND t.high < debit >> 6
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.scope = '00000000-0000-0000-0000-000000000000' AND t.period = a.period AND t.level = 3
                AND t.high >= debit >> 6 << 6 AND t.high < debit
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.scope = '00000000-0000-0000-0000-000000000000' AND t.period = a.period AND t.level = 3
                AND t.high = debit AND t.agency < $1
            UNION ALL SELECT t.people FROM read.recognition_stretch t
            WHERE t.agency = $1 AND t.period = a.period AND t.scope = '00000000-0000-0000-0000-000000000000'
                AND t.level = 6 AND t.high = debit AND t.low < get_byte(uuid_send(a.person), 0)
        ) AS before
    ) + (
        SELECT count(*) FROM read.recognition s
        WHERE s.scope = '00000000-0000-0000-0000-000000000000' AND s.period = a.period AND s.debit = a.debit
            AND s.agency = $1 AND s.person < a.person
            AND s.person >= (left(a.person::text, 2) || repeat('0', 30))::uuid
    ), (
        SELECT sum(people)::BIGINT FROM read.recognition_board
        WHERE scope = '00000000-0000-0000-0000-000000000000' AND period = a.period
    ), (SELECT period FROM earlier)
FROM asked a
UNION ALL
SELECT near.person, near.debit, near.events, near.agency, 'above', NULL, NULL, NULL
FROM own CROSS JOIN LATERAL (
    SELECT * FROM read.recognition s
    WHERE s.scope = '00000000-0000-0000-0000-000000000000' AND s.period = $2
        AND (s.debit, s.agency, s.person) < (own.debit, own.agency, own.person)
    ORDER BY s.debit DESC, s.agency DESC, s.person DESC LIMIT 3
) AS near
UNION ALL
SELECT near.person, near.debit, near.events, near.agency, 'below', NULL, NULL, NULL
FROM own CROSS JOIN LATERAL (
    SELECT * FROM read.recognition s
    WHERE s.scope = '00000000-0000-0000-0000-000000000000' AND s.period = $2
        AND (s.debit, s.agency, s.person) > (own.debit, own.agency, own.person)
    ORDER BY s.debit, s.agency, s.person LIMIT 3
) AS near";
}

/// Where somebody stands among the people of all agencies. Most points first; equal points by agency, then by
/// id: positions of two agencies' ledgers have no order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalStanding {
    /// The rank, from 1, never shared.
    pub rank: u64,
    /// The agency they serve in.
    pub agency: String,
    /// Who.
    pub person: Uuid,
    /// Their points.
    pub points: u64,
    /// How many events gave them.
    pub events: u64,
}

impl Ranked for NationalStanding {
    fn order(&self) -> impl Ord {
        (debit(self.points), self.agency.clone(), self.person)
    }

    fn rank(&mut self) -> &mut u64 {
        &mut self.rank
    }

    fn read(row: &Row, rank: u64) -> Self {
        Self {
            rank,
            person: get(row, 0),
            points: count(row, 1),
            events: count(row, 2),
            agency: get(row, 3),
        }
    }
}

/// The page after a standing, which is the last one of the page before; the first page without.
pub async fn page(
    db: &ReadModel,
    period: &str,
    after: Option<&NationalStanding>,
    limit: u16,
) -> Result<Vec<NationalStanding>, ReadError> {
    let debit = after.map_or(i64::MIN, |last| debit(last.points));
    let (agency, person) = after.map_or(("", Uuid::nil()), |last| (&last.agency, last.person));
    let limit = i64::from(limit);
    let rows = db
        .fetch(
            &RECOGNITION_NATIONAL_PAGE,
            &[&period, &debit, &agency, &person, &limit],
        )
        .await?;
    Ok(ranked(after.map(|last| last.rank), &rows))
}

/// The rank of somebody of an agency, and three neighbours on each side; `None` if they have no points. One
/// statement, so that all of it is of one moment.
pub async fn around(
    db: &ReadModel,
    agency: &str,
    period: &str,
    person: Uuid,
) -> Result<Option<Neighbourhood<NationalStanding>>, ReadError> {
    let rows = db
        .fetch(&RECOGNITION_NATIONAL_AROUND, &[&agency, &period, &person])
        .await?;
    Ok(neighbourhood(&rows))
}
