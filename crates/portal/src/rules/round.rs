//! Rounds as sentences, in both languages.

use domain::ballot::Score;
use domain::rulebook::{
    Aggregate, Assignment, Borda, Category, Method, Revisions, RoundKind, RoundRules,
};

use crate::lang::Lang;

/// A score the Indonesian way: `76,61`, or `60`.
pub(super) fn score(score: Score) -> String {
    let (whole, decimals) = (score.hundredths() / 100, score.hundredths() % 100);
    if decimals == 0 {
        whole.to_string()
    } else {
        format!("{whole},{decimals:02}")
    }
}

const fn kind(lang: Lang, kind: RoundKind) -> &'static str {
    match (kind, lang) {
        (RoundKind::Scoring, Lang::Indonesian) => "Penilaian berkas",
        (RoundKind::Scoring, Lang::English) => "Scoring",
        (RoundKind::Interview, Lang::Indonesian) => "Presentasi dan wawancara",
        (RoundKind::Interview, Lang::English) => "Presentation and interview",
        (RoundKind::Vote, Lang::Indonesian) => "Pemungutan suara juri",
        (RoundKind::Vote, Lang::English) => "Vote of the jurors",
    }
}

/// The rounds of a category. One that names none has as many as the office opens, all alike: they
/// are said once.
pub(super) fn all(category: &Category) -> impl Iterator<Item = RoundRules> {
    let last = u16::try_from(category.rounds.len()).unwrap_or(u16::MAX);
    (1..=last.max(1)).filter_map(|number| category.round(number))
}

/// The round's name.
pub(super) fn title(lang: Lang, round: &RoundRules) -> String {
    match &round.title {
        Some(title) => title.to_string(),
        None => kind(lang, round.kind).to_owned(),
    }
}

/// How a round is counted, and nothing else of it.
pub(super) fn counted(lang: Lang, round: &RoundRules) -> Vec<String> {
    let mut lines = Vec::new();
    if round.kind.marks() {
        lines.push(aggregate(lang, round.aggregate));
        lines.extend(carried(lang, round));
        lines.extend(adjusted(lang, round));
    } else {
        vote(lang, round, &mut lines);
    }
    lines
}

/// What a round asks for and how it is counted.
pub(super) fn says(lang: Lang, round: &RoundRules, category: &Category) -> Vec<String> {
    let mut lines = Vec::new();
    if round.kind.marks() {
        marks(lang, round, category, &mut lines);
    } else {
        vote(lang, round, &mut lines);
    }
    lines.extend(round.quorum.map(|quorum| {
        lang.says(
            format!("Kuorum: paling sedikit {quorum} juri ikut."),
            format!("Quorum: at least {quorum} jurors take part."),
        )
    }));
    lines.extend(shortlist(lang, round));
    lines.push(
        match round.revisions {
            Revisions::Free => lang.says(
                "Juri boleh mengubah isiannya sampai putaran ditutup.",
                "Jurors may revise freely until the round closes.",
            ),
            Revisions::Reopened => lang.says(
                "Isian yang sudah masuk hanya dibuka lagi oleh ketua dengan alasan.",
                "What was sent in is reopened by the chair only, with a reason.",
            ),
        }
        .to_owned(),
    );
    lines
}

fn marks(lang: Lang, round: &RoundRules, category: &Category, lines: &mut Vec<String>) {
    let criteria = category.criteria_of(round);
    let titles: Vec<_> = criteria.iter().map(|one| one.title.as_str()).collect();
    let titles = titles.join("; ");
    lines.push(lang.says(format!("Dinilai: {titles}."), format!("Marked: {titles}.")));
    lines.push(aggregate(lang, round.aggregate));
    lines.extend(carried(lang, round));
    lines.extend(adjusted(lang, round));
    let coverage = round.coverage;
    lines.push(lang.says(
        format!("Tiap calon perlu paling sedikit {coverage} lembar nilai."),
        format!("Each nominee needs at least {coverage} valid sheets."),
    ));
    if let Assignment::PerNominee(jurors) = round.assignment {
        lines.push(lang.says(
            format!("Tiap calon dinilai {jurors} juri, dibagi rata."),
            format!("Each nominee is assessed by {jurors} jurors, shared out evenly."),
        ));
    }
    lines.extend(round.minimum.map(|least| {
        let least = score(least);
        lang.says(
            format!("Nilai ambang {least}: di bawahnya tidak diperingkat."),
            format!("Below a score of {least} nobody is placed."),
        )
    }));
}

fn vote(lang: Lang, round: &RoundRules, lines: &mut Vec<String>) {
    lines.extend(round.method.map(|one| method(lang, one)));
    lines.extend(round.majority.map(|share| {
        lang.says(
            format!("Yang pertama harus meraih lebih dari {share} suara sah."),
            format!("The first place needs more than {share} of the valid ballots."),
        )
    }));
}

fn carried(lang: Lang, round: &RoundRules) -> Option<String> {
    let said = lang.says(
        "Nilai putaran sebelumnya ikut dihitung menurut bobot kriterianya.",
        "The score of the round before counts too, by the weight of its criteria.",
    );
    round.carry.then(|| said.to_owned())
}

fn adjusted(lang: Lang, round: &RoundRules) -> Option<String> {
    let by = round.severity?.shrinkage;
    Some(lang.says(
        format!("Nilai disesuaikan dengan juri yang ketat atau longgar (penyusutan {by}); nilai asli tetap ditampilkan."),
        format!("Scores are adjusted for strict and lenient jurors (shrinkage {by}), beside the raw ones."),
    ))
}

fn aggregate(lang: Lang, aggregate: Aggregate) -> String {
    match aggregate {
        Aggregate::Mean => lang
            .says(
                "Nilai calon: rata-rata nilai semua juri.",
                "Score: the mean over all jurors.",
            )
            .to_owned(),
        Aggregate::Median => lang
            .says(
                "Nilai calon: median nilai juri.",
                "Score: the median of the jurors.",
            )
            .to_owned(),
        Aggregate::Trimmed(cut) => lang.says(
            format!("Nilai calon: rata-rata tanpa {cut} nilai tertinggi dan {cut} terendah."),
            format!("Score: the mean without the {cut} highest and the {cut} lowest."),
        ),
    }
}

fn method(lang: Lang, method: Method) -> String {
    let said = match method {
        Method::Approval => lang.says(
            "Tiap juri menyetujui calon sebanyak yang dianggap layak; terbanyak menang.",
            "Each juror approves any number of nominees; the most approvals win.",
        ),
        Method::Borda(Borda::Averaged) => lang.says(
            "Hitungan Borda; calon yang tidak disebut berbagi sisa poin.",
            "Borda's count; nominees left out share the points left over.",
        ),
        Method::Borda(Borda::Positional) => lang.says(
            "Hitungan Borda; calon yang tidak disebut tidak mendapat poin.",
            "Borda's count; nominees left out get nothing.",
        ),
        Method::Schulze => lang.says(
            "Juri mengurutkan calon; dihitung dengan cara Schulze (banding berpasangan, suara menang). Juri yang berkonflik tidak ikut dalam pasangan calon itu.",
            "Jurors rank the nominees; counted by Schulze's method (pairwise, winning votes). A juror in conflict is left out of that nominee's pairs.",
        ),
        Method::ScottishStv => lang.says(
            "Juri mengurutkan calon; dihitung dengan suara tunggal yang dapat dialihkan (aturan Skotlandia 2007).",
            "Jurors rank the nominees; counted by single transferable vote (Scottish rules 2007).",
        ),
        Method::TwoRound => lang.says(
            "Jika tidak ada yang meraih mayoritas, dua teratas dibandingkan langsung.",
            "Unless one has a majority, the two with most first preferences meet.",
        ),
    };
    said.to_owned()
}

fn shortlist(lang: Lang, round: &RoundRules) -> Vec<String> {
    let Some(shortlist) = round.shortlist else {
        return Vec::new();
    };
    let top = shortlist.top.map(|top| {
        lang.says(
            format!("Yang maju: {top} teratas; yang seri dengan yang terakhir ikut maju."),
            format!("The first {top} go on, with whoever ties with the last of them."),
        )
    });
    let minimum = shortlist.minimum.map(|least| {
        let least = score(least);
        lang.says(
            format!("Yang maju harus bernilai paling rendah {least}."),
            format!("Who goes on has a score of at least {least}."),
        )
    });
    top.into_iter().chain(minimum).collect()
}
