//! What all pages share: language, navigation, banner, assets.

use domain::ids::AgencyCode;

use crate::PortalSettings;
use crate::assets::{ICON, LIVE, STYLE};
use crate::lang::{Choice, Lang};
use crate::words::Words;

/// An agency, as pages name it.
#[derive(Debug, Clone)]
pub(crate) struct Agency {
    pub(crate) code: String,
    pub(crate) name: String,
}

impl Agency {
    pub(crate) fn new(code: &AgencyCode, name: String) -> Self {
        let code = code.to_string();
        Self { code, name }
    }

    /// Where its announcements are.
    pub(crate) fn news(&self) -> String {
        format!("/{}/pengumuman", self.code)
    }
}

/// The frame of a page.
#[derive(Debug, Clone)]
pub(crate) struct Shell {
    pub(crate) choice: Choice,
    pub(crate) title: String,
    /// Where the page is, without its query.
    pub(crate) path: String,
    pub(crate) cursor: Option<String>,
    pub(crate) agency: Option<Agency>,
    pub(crate) demo: bool,
    pub(crate) base: Option<String>,
    /// Whether the page waits for what the reader has just done.
    pub(crate) catching_up: bool,
    /// Whether the page is the office's, not the public's.
    pub(crate) office: bool,
}

impl Shell {
    pub(crate) fn new(settings: &PortalSettings, choice: Choice, path: &str, title: &str) -> Self {
        Self {
            choice,
            title: title.to_owned(),
            path: path.to_owned(),
            cursor: None,
            agency: None,
            demo: settings.demo,
            base: settings.public_url.clone(),
            catching_up: false,
            office: false,
        }
    }

    pub(crate) fn for_office(mut self) -> Self {
        self.office = true;
        self
    }

    pub(crate) fn of(mut self, agency: &Agency) -> Self {
        self.agency = Some(agency.clone());
        self
    }

    pub(crate) fn words(&self) -> &'static Words {
        self.choice.lang.words()
    }

    pub(crate) fn lang(&self) -> &'static str {
        self.choice.lang.code()
    }

    pub(crate) fn other(&self) -> Lang {
        self.choice.lang.other()
    }

    /// This page in the other language.
    pub(crate) fn other_link(&self) -> String {
        let cursor = self.cursor.as_deref();
        let cursor = cursor.map(|cursor| format!("&cursor={cursor}"));
        let (path, code) = (&self.path, self.other().code());
        let sign = if path.contains('?') { '&' } else { '?' };
        format!("{path}{sign}bahasa={code}{}", cursor.unwrap_or_default())
    }

    /// A link to a page, in the language that was chosen by link.
    pub(crate) fn to(&self, path: impl AsRef<str>) -> String {
        self.choice.to(path.as_ref())
    }

    /// This page in this language, for forms.
    pub(crate) fn here(&self) -> String {
        self.to(&self.path)
    }

    /// The page's address for the world, if the installation knows its own.
    pub(crate) fn absolute(&self) -> Option<String> {
        let base = self.base.as_deref()?;
        Some(format!("{base}{}", self.path))
    }

    #[expect(clippy::unused_self, reason = "templates call it on the shell")]
    pub(crate) fn style(&self) -> &'static str {
        &STYLE.address
    }

    #[expect(clippy::unused_self, reason = "templates call it on the shell")]
    pub(crate) fn script(&self) -> &'static str {
        &LIVE.address
    }

    #[expect(clippy::unused_self, reason = "templates call it on the shell")]
    pub(crate) fn icon(&self) -> &'static str {
        &ICON.address
    }
}
