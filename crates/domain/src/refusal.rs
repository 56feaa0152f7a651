//! Why a command may not be. A closed list; each entry is something a person can act on.

macro_rules! refusals {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal,)*) => {
        /// Why a command was refused. [`Refusal::code`] is the contract with clients.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Refusal { $($(#[doc = $doc])* $name,)* }

        impl Refusal {
            /// Every refusal there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code that clients see.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

refusals! {
    /// No unit with this id or code.
    UnitUnknown = "unit-unknown",
    /// The unit is closed.
    UnitClosed = "unit-closed",
    /// A unit with this code exists with other content.
    UnitExists = "unit-exists",
    /// No such person in this agency.
    PersonUnknown = "person-unknown",
    /// The person has left the agency.
    PersonInactive = "person-inactive",
    /// The person is registered with other content.
    PersonExists = "person-exists",
    /// Guests serve in no unit of the agency.
    GuestHasNoUnit = "guest-has-no-unit",
    /// No such edition.
    EditionUnknown = "edition-unknown",
    /// An edition with this code exists with other content.
    EditionExists = "edition-exists",
    /// The edition is open, so its rules no longer change.
    EditionNotDraft = "edition-not-draft",
    /// The edition is not open.
    EditionNotOpen = "edition-not-open",
    /// The edition is suspended.
    EditionSuspended = "edition-suspended",
    /// The edition is not suspended.
    EditionNotSuspended = "edition-not-suspended",
    /// The edition is cancelled.
    EditionCancelled = "edition-cancelled",
    /// The weights of a category's criteria do not sum to 100.
    WeightsNotHundred = "weights-not-hundred",
    /// An edition has 1 to 30 categories.
    CategoryCount = "category-count",
    /// A category has 1 to 20 criteria.
    CriteriaCount = "criteria-count",
    /// A category awards at least one place.
    NoPlaces = "no-places",
    /// A category leaves each unit at least one nomination.
    NoQuota = "no-quota",
    /// An edition is for a year from 2000 to 2100.
    YearOutOfRange = "year-out-of-range",
    /// Two categories or criteria share a code.
    CodeRepeated = "code-repeated",
    /// The rulebook cannot be followed; its faults say why.
    RulebookInvalid = "rulebook-invalid",
    /// A rulebook for this edition has the edition's code.
    RulebookCodeFixed = "rulebook-code-fixed",
    /// An amendment neither adds nor drops a category nor changes whom it is for.
    RulebookCategoriesFixed = "rulebook-categories-fixed",
    /// An amendment leaves alone what a category is judged by once a round of it has opened.
    CategoryBegun = "category-begun",
    /// The rules were amended meanwhile.
    RulebookMoved = "rulebook-moved",
    /// An amendment that changes nothing.
    RulebookUnchanged = "rulebook-unchanged",
    /// The deadline is not the one of the timetable.
    DeadlineNotScheduled = "deadline-not-scheduled",
    /// Neither the timetable nor the command sets a deadline.
    DeadlineMissing = "deadline-missing",
    /// The deadline is on a holiday of the edition's calendar.
    DeadlineOnHoliday = "deadline-on-holiday",
    /// A deadline in the past.
    DeadlinePast = "deadline-past",
    /// An extension that is not later than the deadline.
    DeadlineNotLater = "deadline-not-later",
    /// Nominations are closed or their deadline has passed.
    NominationsClosed = "nominations-closed",
    /// Nominations are still open.
    NominationsOpen = "nominations-open",
    /// The edition has no such category.
    CategoryUnknown = "category-unknown",
    /// The category is for another kind of nominee.
    NomineeKindMismatch = "nominee-kind-mismatch",
    /// A team is 2 to 20 different people.
    TeamSize = "team-size",
    /// People cannot nominate themselves.
    SelfNomination = "self-nomination",
    /// Only the head of the nominee's unit nominates.
    NotUnitHead = "not-unit-head",
    /// Only the nominator may do this.
    NotTheNominator = "not-the-nominator",
    /// No such nomination.
    NominationUnknown = "nomination-unknown",
    /// This nominee is already nominated in this category and edition.
    NominationExists = "nomination-exists",
    /// The nomination is not submitted, so it cannot be returned.
    NominationNotSubmitted = "nomination-not-submitted",
    /// The nomination was not returned.
    NominationNotReturned = "nomination-not-returned",
    /// The nomination is withdrawn.
    NominationWithdrawn = "nomination-withdrawn",
    /// The nomination is not withdrawn.
    NominationNotWithdrawn = "nomination-not-withdrawn",
    /// Only the nominee may consent or decline.
    NotTheNominee = "not-the-nominee",
    /// The nominee has answered otherwise already.
    ConsentAnswered = "consent-answered",
    /// The quota in this category is used up: the unit's, or that of all units together.
    QuotaExhausted = "quota-exhausted",
    /// Nominees cannot endorse their own nomination.
    SelfEndorsement = "self-endorsement",
    /// Nominators cannot endorse their own nomination.
    NominatorEndorsement = "nominator-endorsement",
    /// This person has endorsed this nomination already; withdraw that to say something else.
    AlreadyEndorsed = "already-endorsed",
    /// There is no endorsement to withdraw.
    EndorsementUnknown = "endorsement-unknown",
    /// Only the endorser may withdraw.
    NotTheEndorser = "not-the-endorser",
    /// A period is a year, a quarter or a month: 2026, 2026-Q3, 2026-09.
    PeriodInvalid = "period-invalid",
    /// The person's period holds as many events as it may.
    PeriodFull = "period-full",
    /// This source reference was used for another event.
    SourceReused = "source-reused",
    /// The appraisal's ratings contradict its predicate.
    PredicateContradictsRatings = "predicate-contradicts-ratings",
    /// No such panel.
    PanelUnknown = "panel-unknown",
    /// A panel with this code exists with other content.
    PanelExists = "panel-exists",
    /// A panel needs at least one juror and a chair who is one of them.
    PanelIncomplete = "panel-incomplete",
    /// The quorum is larger than the panel, or zero.
    QuorumImpossible = "quorum-impossible",
    /// The panel has as many jurors as it may, 99.
    PanelFull = "panel-full",
    /// This person is not on the panel.
    JurorUnknown = "juror-unknown",
    /// No such round.
    RoundUnknown = "round-unknown",
    /// This round exists with other content.
    RoundExists = "round-exists",
    /// Rounds are numbered 1, 2, 3; each opens after the result of the one before.
    RoundOutOfOrder = "round-out-of-order",
    /// No eligible nomination to assess.
    RoundEmpty = "round-empty",
    /// The round is closed.
    RoundClosed = "round-closed",
    /// The round is still open.
    RoundOpen = "round-open",
    /// Only members of the panel cast ballots.
    NotOnPanel = "not-on-panel",
    /// This nomination is not in the round.
    NotInRound = "not-in-round",
    /// Nobody casts a ballot on themselves, their team, their own unit or whom they nominated.
    OwnBallot = "own-ballot",
    /// A score outside the scale.
    ScoreOutOfScale = "score-out-of-scale",
    /// Each criterion needs exactly one score.
    MarksIncomplete = "marks-incomplete",
    /// A ballot was cast; revise it instead.
    BallotExists = "ballot-exists",
    /// There is no ballot to revise.
    BallotUnknown = "ballot-unknown",
    /// There is no draft of a ballot.
    DraftUnknown = "draft-unknown",
    /// The round asks for another kind of ballot: marks, a ranking or approvals.
    BallotOfAnotherKind = "ballot-of-another-kind",
    /// A ranking names a nominee twice.
    RankingRepeats = "ranking-repeats",
    /// This round's method takes no equal ranks.
    RankingHasTies = "ranking-has-ties",
    /// The nominee is assigned to other jurors.
    NotAssigned = "not-assigned",
    /// The ballot is submitted; the chair must reopen it first.
    BallotLocked = "ballot-locked",
    /// The ballot is open to revision already.
    BallotNotLocked = "ballot-not-locked",
    /// Only the chair of the panel may do this.
    NotTheChair = "not-the-chair",
    /// The rulebook has no such round.
    RoundNotInRulebook = "round-not-in-rulebook",
    /// The rulebook names another panel for this round.
    PanelNotInRulebook = "panel-not-in-rulebook",
    /// Every juror assesses every nominee; there is nothing to assign.
    NothingToAssign = "nothing-to-assign",
    /// Too few jurors without a conflict for some nominee.
    JurorsTooFew = "jurors-too-few",
    /// An extension of a round must be later than its present end.
    RoundNotLater = "round-not-later",
    /// No such ballot in the count.
    BallotNotCounted = "ballot-not-counted",
    /// The lot needs the commitments of chair, secretary and auditor before the round opens.
    LotUncommitted = "lot-uncommitted",
    /// This holder has committed another secret.
    LotCommitted = "lot-committed",
    /// The three secrets are of three different people, and each reveals their own.
    LotSamePerson = "lot-same-person",
    /// The secret is held by a juror who chairs, an administrator and an auditor.
    LotOfAnotherRole = "lot-of-another-role",
    /// Secrets are committed before the round opens.
    LotTooLate = "lot-too-late",
    /// No such commitment.
    LotUnknown = "lot-unknown",
    /// The secret is not the one that was committed.
    LotSecretWrong = "lot-secret-wrong",
    /// The part of this holder has ended: revealed, or recorded as missing.
    LotMissed = "lot-missed",
    /// No such result.
    ResultUnknown = "result-unknown",
    /// A result was determined with other content.
    ResultExists = "result-exists",
    /// A winner is not in the result of that category.
    WinnerNotInResult = "winner-not-in-result",
    /// A winner has declined, or the nomination was withdrawn.
    WinnerNotStanding = "winner-not-standing",
    /// A winner's place is not the place of the result.
    PlaceNotAsRanked = "place-not-as-ranked",
    /// More places than the category has.
    TooManyWinners = "too-many-winners",
    /// The quorum was not met, so this round has no winners.
    QuorumNotMet = "quorum-not-met",
    /// The first place has not the share of ballots that the rulebook asks for.
    MajorityNotMet = "majority-not-met",
    /// A lot decides some places, and its secrets are not all revealed or recorded as missing.
    LotAwaited = "lot-awaited",
    /// The plenary's order of those who are tied is missing, or is not of exactly those.
    TieNotDecided = "tie-not-decided",
    /// No such decision.
    DecisionUnknown = "decision-unknown",
    /// The decision is ratified.
    DecisionRatified = "decision-ratified",
    /// The decision is not ratified yet.
    DecisionNotRatified = "decision-not-ratified",
    /// Who proposed a decision does not ratify it.
    ProposerRatifies = "proposer-ratifies",
    /// The decree number is taken.
    DecreeNumberTaken = "decree-number-taken",
    /// The decree is dated in the future.
    DecreeDateFuture = "decree-date-future",
    /// What is announced is not what was ratified.
    NotAsRatified = "not-as-ratified",
    /// The decision is announced already.
    AlreadyAnnounced = "already-announced",
    /// The caller has a conflict of interest with this nomination.
    ConflictOfInterest = "conflict-of-interest",
    /// Nobody decides about a conflict of interest that they are party to.
    OwnConflict = "own-conflict",
    /// Only the juror declares a conflict or takes the declaration back.
    NotTheJuror = "not-the-juror",
    /// There is no conflict of interest here.
    ConflictUnknown = "conflict-unknown",
    /// The conflict is declared already.
    ConflictDeclared = "conflict-declared",
    /// The conflict is confirmed.
    ConflictConfirmed = "conflict-confirmed",
    /// The conflict is pinned: the juror can no longer change it.
    ConflictPinned = "conflict-pinned",
    /// Being the nominee or the nominator is neither dismissed nor waived.
    ConflictAbsolute = "conflict-absolute",
    /// The rulebook allows no waiver.
    WaiverNotAllowed = "waiver-not-allowed",
    /// A waiver takes two different people.
    WaiverNeedsTwo = "waiver-needs-two",
    /// The person has as many discipline records as they may.
    RecordsFull = "records-full",
    /// Nothing that this applies to is recorded under this source reference.
    SourceUnknown = "source-unknown",
    /// Something ends before it begins.
    DatesReversed = "dates-reversed",
    /// A day that has not come yet.
    DateInFuture = "date-in-future",
    /// A person cannot be withdrawn once records, nominations or an office rest on them.
    PersonInUse = "person-in-use",
    /// A unit cannot be withdrawn once people serve in it.
    UnitInUse = "unit-in-use",
    /// A unit is not below itself.
    UnitBelowItself = "unit-below-itself",
    /// Another unit goes by this name.
    NameTaken = "name-taken",
    /// A version is used once.
    VersionTaken = "version-taken",
    /// The catalogue has no such indicator.
    IndicatorUnknown = "indicator-unknown",
    /// The indicator is not measured for people.
    IndicatorNotPersonal = "indicator-not-personal",
    /// No such import, or it is not at this step.
    ImportUnknown = "import-unknown",
    /// The number finds another person.
    NumberTaken = "number-taken",
    /// A guest is not employed here, and who is employed is no guest.
    GuestNotEmployed = "guest-not-employed",
    /// Nobody mentors themselves.
    OwnMentee = "own-mentee",
    /// The import is being taken back; finish that first.
    ImportUndoing = "import-undoing",
    /// The nomination was not checked yet.
    EligibilityUnknown = "eligibility-unknown",
    /// The category requires nothing, so there is nothing to check.
    NothingRequired = "nothing-required",
    /// The rulebook was amended since the check.
    EligibilityStale = "eligibility-stale",
    /// A requirement is unclear.
    EligibilityUnclear = "eligibility-unclear",
    /// Nobody has confirmed the outcome yet.
    EligibilityNotConfirmed = "eligibility-not-confirmed",
    /// Who confirmed, overrode or saw documents does not approve.
    CheckerApproves = "checker-approves",
    /// The check has no such answer.
    RuleUnknown = "rule-unknown",
    /// The category asks for no such document.
    DocumentUnknown = "document-unknown",
    /// The eligibility of a nomination in the category is not settled.
    EligibilityUnsettled = "eligibility-unsettled",
    /// The agency exists with another name.
    AgencyExists = "agency-exists",
    /// The code is the registry's own or an address of the installation.
    AgencyCodeReserved = "agency-code-reserved",
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_distinct() {
        let codes: BTreeSet<_> = Refusal::ALL.iter().map(|refusal| refusal.code()).collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
    }
}
