"""What pref_voting makes of seeded votes, as JSON on standard output.

The votes are not written: crates/domain/tests/counting/golden.rs draws the same ones from the same
generator. See README.md for what is compared.
"""

import json

from pref_voting.c1_methods import copeland_ranking
from pref_voting.grade_profiles import GradeProfile
from pref_voting.iterative_methods import plurality_with_runoff_put
from pref_voting.margin_based_methods import beat_path, beat_path_defeat
from pref_voting.profiles import Profile
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_scottish
from pref_voting.scoring_methods import symmetric_borda_scores

VOTES = 2000


class Draw:
    """A linear congruential generator (Knuth's MMIX), of which the upper bits are used."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit


class Ballot:
    def __init__(self, draw, candidates):
        self.order = list(range(candidates))
        for last in range(candidates - 1, 0, -1):
            other = draw.below(last + 1)
            self.order[last], self.order[other] = self.order[other], self.order[last]
        self.ranked = draw.below(candidates + 1)
        self.equal_to_previous = [draw.below(3) == 0 for _ in range(self.ranked)]
        self.conflicted = [c for c in self.order[self.ranked :] if draw.below(3) == 0]
        approved = self.order[: draw.below(candidates + 1)]
        self.approved = [c for c in approved if c not in self.conflicted]

    def weak(self, left_out):
        """Ranks by candidate; the unranked share the last one, and who is left out has none."""
        ranks, rank = {}, 0
        for candidate, equal in zip(self.order, self.equal_to_previous):
            rank += not (equal and rank)
            ranks[candidate + 1] = rank
        for candidate in self.order[self.ranked :]:
            if candidate not in left_out:
                ranks[candidate + 1] = rank + 1
        return ranks


class Lot:
    """Stands for the random choice of a tie; tells that one was made."""

    def __init__(self):
        self.drawn = False

    def choice(self, tied):
        self.drawn = True
        return tied[0]


# The candidates are numbered from 1: stv_scottish takes a candidate 0 for none.
def with_ties(candidates, ballots):
    numbers = [candidate + 1 for candidate in range(candidates)]
    return ProfileWithTies([ballot for ballot in ballots if ballot], candidates=numbers)


def plain(numbers):
    return sorted(int(number) - 1 for number in numbers)


def places(scores):
    """Candidates by falling score."""
    return [plain(c for c in scores if scores[c] == score) for score in sorted(set(scores.values()), reverse=True)]


def schulze(candidates, ballots):
    votes = with_ties(candidates, ballots)
    defeats = beat_path_defeat(votes, strength_function=votes.support).edges()
    return {
        "winners": plain(beat_path(votes, strength_function=votes.support)),
        "defeats": sorted(plain([a]) + plain([b]) for a, b in defeats),
    }


def stv(candidates, ballots, seats):
    papers = [{c + 1: rank for rank, c in enumerate(b.order[: b.ranked], 1)} for b in ballots]
    lot = Lot()
    elected = stv_scottish(with_ties(candidates, papers), num_seats=seats, rng=lot)
    return {"elected": plain(elected), "lot": lot.drawn}


def approvals(candidates, ballots):
    """Shares, as means of 0 and 1; who may not be judged has no grade."""
    grades = [
        {c + 1: int(c in b.approved) for c in range(candidates) if c not in b.conflicted} for b in ballots
    ]
    votes = GradeProfile(grades, [0, 1], candidates=[c + 1 for c in range(candidates)])
    return places({c: votes.avg(c) for c in votes.candidates if any(c in grade for grade in grades)})


def vote(seed):
    draw = Draw(seed)
    candidates = 2 + draw.below(5)
    ballots = [Ballot(draw, candidates) for _ in range(1 + draw.below(15))]
    seats = 1 + draw.below(candidates)
    strict = Profile([ballot.order for ballot in ballots])
    weak = [ballot.weak(()) for ballot in ballots]
    copeland = copeland_ranking(with_ties(candidates, weak)).rmap
    said = [ballot.weak(ballot.conflicted) for ballot in ballots]
    return {
        "schulze": schulze(candidates, said) if any(said) else None,
        "borda": places(symmetric_borda_scores(with_ties(candidates, weak))),
        "copeland": places({candidate: -rank for candidate, rank in copeland.items()}),
        "approval": approvals(candidates, ballots),
        "runoff": [int(winner) for winner in plurality_with_runoff_put(strict)],
        "stv": stv(candidates, ballots, seats) if any(b.ranked for b in ballots) else None,
    }


lines = ",\n".join(json.dumps(vote(seed), separators=(",", ":")) for seed in range(VOTES))
print(f"[\n{lines}\n]")
