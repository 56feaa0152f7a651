//! How each rule over several entities is held, whatever races.
//!
//! A rule that looks at more than one entity can be broken by two commands at once unless the
//! ledger itself decides. There are three ways, and this table names one for each rule; the race
//! tests are generated from the same names.

/// How a rule is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// One entity holds all it needs, and its expectation decides the race.
    Owned(&'static str),
    /// Another entity's last position is part of the append: it fails if that entity moved.
    Guarded(&'static str),
    /// Stored anyway; whether it counts is decided by ledger order when it is folded.
    Judged(&'static str),
}

/// A rule over several entities.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The rule.
    pub says: &'static str,
    /// How it is held.
    pub held: Held,
}

/// The rules.
pub const RULES: &[Rule] = &[
    Rule {
        says: "one nomination per nominee, category and edition",
        held: Held::Owned("nomination: its id is derived from the three, created from nothing"),
    },
    Rule {
        says: "one endorsement per endorser and nomination",
        held: Held::Owned("endorsement: its id is derived from the two, created from nothing"),
    },
    Rule {
        says: "one ballot per juror, nomination and round",
        held: Held::Owned("ballot: its id is derived from the three, created from nothing"),
    },
    Rule {
        says: "one person per NIP and agency",
        held: Held::Owned("NIP index of the vault: created from nothing"),
    },
    Rule {
        says: "no more nominations per unit and category than its quota",
        held: Held::Owned("slate: changes in one atomic batch with the nomination"),
    },
    Rule {
        says: "no more nominations per category than it takes in all",
        held: Held::Judged(
            "nomination when as many count in its category as it takes, in ledger order: over",
        ),
    },
    Rule {
        says: "no decree number twice in an agency",
        held: Held::Owned("decrees: changes in one atomic batch with the decision"),
    },
    Rule {
        says: "nothing is announced that is not ratified as announced",
        held: Held::Guarded("decision: its last position is part of the announcement's append"),
    },
    Rule {
        says: "nothing is ratified or announced while its edition is suspended or cancelled",
        held: Held::Guarded("edition: its last position is part of both appends"),
    },
    Rule {
        says: "one decision per edition, and one announcement of it",
        held: Held::Owned("decision, announcement: their ids are derived, created from nothing"),
    },
    Rule {
        says: "a round opens after the result of the one before",
        held: Held::Owned("result: once determined it stands, so a lagging reference only refuses"),
    },
    Rule {
        says: "one case of a conflict of interest per juror, nomination and edition",
        held: Held::Owned("conflict: its id is derived from the three, created from nothing"),
    },
    Rule {
        says: "a conflict is waived by two different people over the same relations",
        held: Held::Owned(
            "conflict: the first's proposal is part of what the second is decided on",
        ),
    },
    Rule {
        says: "a juror with a conflict of interest neither reads nor assesses the nomination",
        held: Held::Judged(
            "conflict against nomination: each read and each ballot looks at what blocks then, and \
             the round keeps what blocked at its opening",
        ),
    },
    Rule {
        says: "an eligibility is confirmed and approved by different people, over the same answers",
        held: Held::Owned("eligibility: a check that answers otherwise takes both back"),
    },
    Rule {
        says: "no round opens before each nomination's eligibility is settled by its rulebook",
        held: Held::Judged(
            "eligibility approved before round.opened: the opening names the candidates, and what \
             is approved later changes none of them; a lagging reference only refuses",
        ),
    },
    Rule {
        says: "a discipline record is taken over once per person and source reference",
        held: Held::Owned("discipline: one entity per person holds all references"),
    },
    Rule {
        says: "a performance event is recorded once per person, period and source reference",
        held: Held::Owned("performance: one entity per person and period holds all references"),
    },
    Rule {
        says: "points of a kind stay below the cap of a person's period",
        held: Held::Owned("performance: the entity adds up what stands; points freed go to others"),
    },
    Rule {
        says: "an answer to a survey counts once, however often its file is taken over",
        held: Held::Owned("survey: one entity per subject and period knows the rows' digests"),
    },
    Rule {
        says: "a file is taken over by one import at a time, and taken back whole",
        held: Held::Owned(
            "import: one entity per kind and file; what came of it names it as cause",
        ),
    },
    Rule {
        says: "a candidate is listed once per person, year and category",
        held: Held::Owned("candidate: its id is derived from the three"),
    },
    Rule {
        says: "a version of the point table is adopted once, and gives points to what follows it",
        held: Held::Owned(
            "points: one entity per agency; each event names the version it was given by",
        ),
    },
    Rule {
        says: "a value is of an indicator that is measured for people",
        held: Held::Judged(
            "indicator retired before the value: a lagging reference records it, and it gives the \
             points of the table that stood",
        ),
    },
    Rule {
        says: "no unit is below itself",
        held: Held::Judged(
            "the later of two moves that close a circle, in ledger order: it puts the unit below none",
        ),
    },
    Rule {
        says: "a name finds one unit",
        held: Held::Judged("the last unit to be called so that is not dissolved has the name"),
    },
    Rule {
        says: "who was registered by mistake is withdrawn only while nothing rests on them",
        held: Held::Judged(
            "what is recorded in between stays and shows a person without a name; registering under \
             the same number brings the same person back",
        ),
    },
    Rule {
        says: "a unit that a file found is withdrawn only while nothing rests on it",
        held: Held::Judged(
            "who is registered there in between serves in a unit unknown, until it is found again: \
             its id is derived from its code",
        ),
    },
    Rule {
        says: "a nomination after nominations closed is not assessed",
        held: Held::Judged("nomination after edition.nominations-closed: late"),
    },
    Rule {
        says: "a ballot after the close is not counted",
        held: Held::Judged(
            "ballot after round.closed: stored, shown to its juror, and not counted",
        ),
    },
    Rule {
        says: "a removed juror's ballot is not counted",
        held: Held::Judged("ballot of a juror not on the panel at the close: excluded"),
    },
    Rule {
        says: "one vote per juror and round",
        held: Held::Owned("vote: its id is derived from the two, created from nothing"),
    },
    Rule {
        says: "a ballot of a juror with a conflict of interest is not counted",
        held: Held::Judged(
            "conflict recorded before round.closed: its ballots are excluded, and it is missing from \
             votes; dismissed before the close, they count again",
        ),
    },
    Rule {
        says: "a ballot on a nominee who is assigned to others is not counted",
        held: Held::Judged("the last round.assigned before the close: excluded"),
    },
    Rule {
        says: "the secrets of a lot are committed before its round opens",
        held: Held::Judged(
            "lot.committed after the opening: not pinned in it, so never drawn from",
        ),
    },
    Rule {
        says: "a result has one next version, and only with a reason",
        held: Held::Owned("result: its last version decides the next one's number"),
    },
    Rule {
        says: "an endorsement of a withdrawn nomination does not count",
        held: Held::Judged("endorsement: counted only while its nomination stands"),
    },
];
