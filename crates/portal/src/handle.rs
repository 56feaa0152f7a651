//! What each page reads. Only what is released is read here at all, but for the number of those
//! who were assessed.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::Position;
use domain::ids::{AgencyCode, AnnouncementId, DecisionId, EditionId, PersonId};
use readmodel::queries::{announcements, award_board, award_history, editions, rulebooks, surveys};
use runtime::problem::kind;
use runtime::{Filters, MinPosition, Paging, Params, Problem, Public, page};
use serde::Deserialize;
use uuid::Uuid;

use crate::Portal;
use crate::lang::Choice;
use crate::pages;
use crate::rules::{Method, Reading};
use crate::shell::{Agency, Shell};
use crate::views::{Announced, Board, Bundle, Held};

/// How many announcements a page shows.
const ON_A_PAGE: u16 = 10;

type Answer = Result<Response, Problem>;

#[derive(Deserialize)]
pub(crate) struct OfAgency {
    agency: AgencyCode,
}

#[derive(Deserialize)]
pub(crate) struct OfAnnouncement {
    agency: AgencyCode,
    announcement: AnnouncementId,
}

#[derive(Deserialize)]
pub(crate) struct OfEdition {
    agency: AgencyCode,
    edition: EditionId,
}

#[derive(Deserialize)]
pub(crate) struct OfPerson {
    agency: AgencyCode,
    person: PersonId,
}

#[derive(Deserialize)]
pub(crate) struct Cursor {
    cursor: Option<String>,
}

/// How a request wants its page.
type Wanted = (Choice, MinPosition, HeaderMap);

/// The page as an answer; one that is still catching up is not kept.
pub(crate) fn answer<P: Template>(page: &P, shell: &Shell, headers: &HeaderMap) -> Answer {
    let html = page
        .render()
        .map_err(|error| Problem::ours(kind::INTERNAL, &error))?;
    let public = Public::new("text/html; charset=utf-8", html);
    let public = public.in_a_language().not_kept(shell.catching_up);
    Ok(public.answer(headers))
}

/// A page of the office as an answer: nobody keeps it.
pub(crate) fn private<P: Template>(page: &P) -> Answer {
    let html = page
        .render()
        .map_err(|error| Problem::ours(kind::INTERNAL, &error))?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, html).into_response())
}

impl Portal {
    pub(crate) fn agency(&self, code: &AgencyCode) -> Result<Agency, Problem> {
        let name = self.agencies.name(code)?;
        Ok(Agency::new(code, name))
    }

    /// The frame of an agency's page, and whether it waits for these projections.
    pub(crate) async fn shell(
        &self,
        (choice, min_position): (Choice, MinPosition),
        (agency, code): (&Agency, &AgencyCode),
        rest: &str,
        projections: &[&str],
    ) -> Result<Shell, Problem> {
        let path = format!("/{code}/{rest}");
        let mut shell = Shell::new(&self.settings, choice, &path, &agency.name).of(agency);
        match self.reads.caught_up(projections, code, min_position).await {
            Ok(()) => {}
            Err(problem) if problem.kind() == kind::NOT_CAUGHT_UP => shell.catching_up = true,
            Err(problem) => return Err(problem),
        }
        Ok(shell)
    }
}

pub(crate) async fn home(
    State(portal): State<Portal>,
    choice: Choice,
    headers: HeaderMap,
) -> Answer {
    let shell = Shell::new(&portal.settings, choice, "/", choice.lang.words().agencies);
    let all = portal.agencies.all().into_iter();
    let agencies = all.map(|(code, name)| Agency { code, name }).collect();
    let page = pages::Home { shell, agencies };
    answer(&page, &page.shell, &headers)
}

pub(crate) async fn agency(
    State(portal): State<Portal>,
    Params(path): Params<OfAgency>,
    choice: Choice,
) -> Answer {
    let agency = portal.agency(&path.agency)?;
    let shell = Shell::new(&portal.settings, choice, "/", "");
    Ok(Redirect::to(&shell.to(agency.news())).into_response())
}

pub(crate) async fn announcements(
    State(portal): State<Portal>,
    Params(path): Params<OfAgency>,
    (choice, min_position, headers): Wanted,
    paging: Paging,
    Filters(Cursor { cursor }): Filters<Cursor>,
) -> Answer {
    let (code, agency) = (&path.agency, portal.agency(&path.agency)?);
    let before = paging.after::<Position>()?;
    let asked = (choice, min_position);
    let projections = ["announcement"];
    let mut shell = portal
        .shell(asked, (&agency, code), "pengumuman", &projections)
        .await?;
    shell.title = format!("{} {}", shell.words().announcements, agency.name);
    shell.cursor = cursor;
    let limit = ON_A_PAGE + 1;
    let db = &portal.reads.db;
    let mut found = announcements::newest(db, code.as_str(), before, limit).await?;
    let more = found.len() > usize::from(ON_A_PAGE);
    found.truncate(usize::from(ON_A_PAGE));
    let last = found.last().filter(|_| more);
    let next = last.map(|last| page::cursor(&last.published));
    let next = next.map(|next| shell.to(format!("{}?cursor={next}", agency.news())));
    let latest = found.iter().map(|one| one.updated).max();
    let surveyed = surveys::periods(db, code.as_str(), surveys::Kind::Unit).await?;
    let surveyed = surveyed.first();
    let items = found.iter();
    let page = pages::Announcements {
        items: items
            .map(|one| Announced::new(&shell, code.as_str(), one))
            .collect(),
        news: agency.news(),
        agency_name: agency.name,
        first: before.is_none(),
        after: latest.map(|position| position.to_string()),
        next,
        satisfaction: surveyed.map(|period| shell.to(format!("/{code}/ikm/{period}"))),
        shell,
    };
    answer(&page, &page.shell, &headers)
}

pub(crate) async fn announcement(
    State(portal): State<Portal>,
    Params(path): Params<OfAnnouncement>,
    (choice, min_position, headers): Wanted,
) -> Answer {
    let (code, agency) = (&path.agency, portal.agency(&path.agency)?);
    let id = path.announcement.0;
    let rest = format!("pengumuman/{id}");
    let asked = (choice, min_position);
    let mut shell = portal
        .shell(asked, (&agency, code), &rest, &["announcement"])
        .await?;
    let found = announcements::one(&portal.reads.db, code.as_str(), id).await?;
    let found = found.ok_or(kind::NOT_FOUND)?;
    shell.title = format!("{} {}", found.title, agency.name);
    let page = pages::OneAnnouncement {
        one: Announced::new(&shell, code.as_str(), &found),
        agency_name: agency.name,
        shell,
    };
    answer(&page, &page.shell, &headers)
}

/// What makes an edition's results public is its announcement, and nothing else is looked at
/// before there is one.
pub(crate) async fn edition(
    State(portal): State<Portal>,
    Params(path): Params<OfEdition>,
    (choice, min_position, headers): Wanted,
) -> Answer {
    let (code, agency) = (&path.agency, portal.agency(&path.agency)?);
    let (id, db) = (path.edition.0, &portal.reads.db);
    let rest = format!("edisi/{id}");
    let asked = (choice, min_position);
    let projections = [
        "announcement",
        "award_board",
        "nomination_board",
        "rulebook",
    ];
    let mut shell = portal
        .shell(asked, (&agency, code), &rest, &projections)
        .await?;
    let found = editions::one(db, code.as_str(), id).await?;
    let found = found.filter(|edition| edition.phase != "draft");
    let edition = found.ok_or(kind::NOT_FOUND)?;
    let announcement = AnnouncementId::of(DecisionId::of(path.edition));
    let announced = announcements::one(db, code.as_str(), announcement.0).await?;
    let released = match announced {
        Some(one) => {
            let assessed = award_board::standings(db, code.as_str(), id, None).await?;
            let hash = award_board::bundle(db, code.as_str(), id).await?;
            let bundle = hash.map(|hash| Bundle::new(code.as_str(), id, hash));
            Some(Board::new(&shell, &one, &assessed, bundle))
        }
        None => None,
    };
    let rules = rulebooks::one(db, code.as_str(), id).await?;
    let method = rules.map(|rules| Method::new(choice.lang, &rules.rulebook));
    shell.title = format!("{} {} {}", shell.words().board, edition.title, agency.name);
    let page = pages::Edition {
        agency_name: agency.name,
        title: edition.title,
        rules: shell.to(format!("/{code}/{rest}/aturan")),
        method,
        released,
        shell,
    };
    answer(&page, &page.shell, &headers)
}

/// Rules are public from the edition's opening on; a draft is nothing here.
pub(crate) async fn rules(
    State(portal): State<Portal>,
    Params(path): Params<OfEdition>,
    (choice, min_position, headers): Wanted,
) -> Answer {
    let (code, agency) = (&path.agency, portal.agency(&path.agency)?);
    let id = path.edition.0;
    let rest = format!("edisi/{id}/aturan");
    let asked = (choice, min_position);
    let mut shell = portal
        .shell(asked, (&agency, code), &rest, &["rulebook"])
        .await?;
    let found = rulebooks::one(&portal.reads.db, code.as_str(), id).await?;
    let found = found.filter(|rules| rules.opened);
    let found = found.ok_or(kind::NOT_FOUND)?;
    let reading = Reading::new(choice.lang, &found);
    shell.title = format!("{} {} {}", shell.words().rules, reading.title, agency.name);
    let page = pages::Rules {
        agency_name: agency.name,
        board: shell.to(format!("/{code}/edisi/{id}")),
        reading,
        shell,
    };
    answer(&page, &page.shell, &headers)
}

/// Somebody without an announced award and nobody at all are the same here.
pub(crate) async fn person(
    State(portal): State<Portal>,
    Params(path): Params<OfPerson>,
    (choice, min_position, headers): Wanted,
) -> Answer {
    let (code, agency) = (&path.agency, portal.agency(&path.agency)?);
    let (id, db) = (path.person.0, &portal.reads.db);
    let rest = format!("penghargaan/{id}");
    let asked = (choice, min_position);
    let projections = ["announcement", "award_history"];
    let mut shell = portal
        .shell(asked, (&agency, code), &rest, &projections)
        .await?;
    let awards = award_history::of_person(db, code.as_str(), id).await?;
    if awards.is_empty() {
        return Err(kind::NOT_FOUND.into());
    }
    shell.title = format!("{} {}", shell.words().history, agency.name);
    let page = pages::Person {
        name: announced_name(&portal, code, id, &awards).await?,
        awards: awards
            .iter()
            .map(|award| Held::new(&shell, code.as_str(), award))
            .collect(),
        agency_name: agency.name,
        shell,
    };
    answer(&page, &page.shell, &headers)
}

/// The name as it was announced last for this person alone; members of teams were not named.
async fn announced_name(
    portal: &Portal,
    agency: &AgencyCode,
    person: Uuid,
    awards: &[award_history::Award],
) -> Result<Option<String>, Problem> {
    for award in awards {
        let found = announcements::one(&portal.reads.db, agency.as_str(), award.announcement);
        let laureates = found.await?.map(|found| found.laureates);
        let mut laureates = laureates.unwrap_or_default().into_iter();
        let alone = laureates.find(|laureate| laureate.people == [person]);
        if let Some(name) = alone.and_then(|laureate| laureate.name) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
