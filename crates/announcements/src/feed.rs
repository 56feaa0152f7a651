//! The newest announcements as Atom (RFC 4287) and as JSON Feed 1.1.
//!
//! An entry's id is `urn:uuid:` with the announcement's id, for ever; a correction moves `updated`.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person, Text};
use jiff::Timestamp;
use readmodel::queries::announcements::{Announcement, Laureate};
use runtime::Public;
use runtime::format::date;
use serde_json::{Value, json};

const ATOM: &str = "application/atom+xml; charset=utf-8";
const JSON: &str = "application/feed+json; charset=utf-8";
/// Shown for a name whose key is gone.
const ERASED: &str = "(nama dihapus)";

/// Whose feed, and where it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Of<'a> {
    /// Scheme and host; empty for relative addresses.
    pub(crate) base: &'a str,
    /// The agency's code.
    pub(crate) agency: &'a str,
    /// Its name.
    pub(crate) name: &'a str,
}

impl Of<'_> {
    fn page(&self) -> String {
        format!("{}/{}/pengumuman", self.base, self.agency)
    }

    fn title(&self) -> String {
        format!("Pengumuman penghargaan ASN – {}", self.name)
    }

    /// Feeds have an id of their own: derived from the agency, not from the address.
    fn id(&self) -> String {
        let id = domain::ids::derive_id(&["announcement-feed", self.agency]);
        format!("urn:uuid:{id}")
    }
}

/// When anything in it was last changed; the beginning of time if nothing is in it.
fn updated(announcements: &[Announcement]) -> Option<Timestamp> {
    announcements.iter().map(|one| one.updated_at).max()
}

fn atom_time(at: Timestamp) -> FixedDateTime {
    let text = format!("{at:.0}");
    text.parse().unwrap_or_default()
}

fn link(rel: &str, href: String, media_type: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

/// The Atom feed.
pub(crate) fn atom(of: &Of<'_>, announcements: &[Announcement]) -> Public {
    let updated = updated(announcements);
    let author = Person {
        name: of.name.to_owned(),
        ..Person::default()
    };
    let feed = Feed {
        title: Text::plain(of.title()),
        id: of.id(),
        updated: atom_time(updated.unwrap_or(Timestamp::UNIX_EPOCH)),
        authors: vec![author],
        links: vec![
            link(
                "self",
                format!("{}/feed.atom", of.page()),
                "application/atom+xml",
            ),
            link("alternate", of.page(), "text/html"),
        ],
        lang: Some("id".to_owned()),
        entries: announcements.iter().map(|one| entry(of, one)).collect(),
        ..Feed::default()
    };
    Public::new(ATOM, feed.to_string()).modified(updated)
}

fn entry(of: &Of<'_>, one: &Announcement) -> Entry {
    let content = Content {
        content_type: Some("html".to_owned()),
        value: Some(html(one)),
        ..Content::default()
    };
    Entry {
        title: Text::plain(title(one)),
        id: format!("urn:uuid:{}", one.id),
        updated: atom_time(one.updated_at),
        published: Some(atom_time(one.published_at)),
        links: vec![link(
            "alternate",
            format!("{}/{}", of.page(), one.id),
            "text/html",
        )],
        content: Some(content),
        ..Entry::default()
    }
}

/// The JSON feed.
pub(crate) fn json(of: &Of<'_>, announcements: &[Announcement]) -> Public {
    let items: Vec<Value> = announcements.iter().map(|one| item(of, one)).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": of.title(),
        "home_page_url": of.page(),
        "feed_url": format!("{}/feed.json", of.page()),
        "language": "id",
        "authors": [{"name": of.name}],
        "items": items,
    });
    Public::new(JSON, feed.to_string()).modified(updated(announcements))
}

fn item(of: &Of<'_>, one: &Announcement) -> Value {
    json!({
        "id": format!("urn:uuid:{}", one.id),
        "url": format!("{}/{}", of.page(), one.id),
        "title": title(one),
        "content_html": html(one),
        "date_published": format!("{:.0}", one.published_at),
        "date_modified": format!("{:.0}", one.updated_at),
        "language": "id",
    })
}

pub(crate) fn title(one: &Announcement) -> String {
    format!("Penerima penghargaan {}", one.title)
}

/// The decree and the winners by category, with everything people wrote escaped.
fn html(one: &Announcement) -> String {
    let number = escaped(&one.decree_number);
    let mut text = format!(
        "<p>Keputusan Nomor {number} tanggal {}.</p>",
        date(one.decree_date)
    );
    for category in one.laureates.chunk_by(|a, b| a.category == b.category) {
        let title = category.first().map(|first| escaped(&first.category_title));
        let winners: String = category.iter().map(winner).collect();
        let title = title.unwrap_or_default();
        text.extend(["<h2>", &title, "</h2><ul>", &winners, "</ul>"]);
    }
    text
}

fn winner(laureate: &Laureate) -> String {
    let name = escaped(laureate.name.as_deref().unwrap_or(ERASED));
    let unit = escaped(&laureate.unit_name);
    let place = laureate.place;
    let citation = laureate.citation.as_deref();
    let citation = citation.map(|text| format!("<blockquote>{}</blockquote>", escaped(text)));
    let citation = citation.unwrap_or_default();
    format!("<li>Peringkat {place}: <strong>{name}</strong>, {unit}{citation}</li>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
