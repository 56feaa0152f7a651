//! Imports of files: which file was taken over when, and that it was taken back.
//!
//! What an import records on other entities names the commit that began it as its cause, so the
//! ledger itself says what came of it. One entity per kind and file; a file may be taken over again
//! after it was taken back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{AgencyCode, ImportId, derive_id};
use crate::text::{Code, Text};
use crate::{Context, Decision, Entity, Refusal, events};

impl ImportId {
    /// The imports of a file, named by a keyed digest of its bytes.
    #[must_use]
    pub fn of(agency: &AgencyCode, kind: &str, file: &str) -> Self {
        Self(derive_id(&["import", agency.as_str(), kind, file]))
    }
}

/// An import began: what follows names this commit as its cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Begun {
    /// The kind of file, such as `appraisals`.
    pub kind: Code,
    /// Keyed digest of the file's bytes, hexadecimal.
    pub file: Text<64>,
}

/// An import came to its end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// Rows read.
    pub rows: u32,
    /// Rows recorded as something new.
    pub new: u32,
    /// Rows recorded as a correction.
    pub corrected: u32,
    /// Rows that were so already.
    pub unchanged: u32,
    /// Rows that repeat an earlier one of the file.
    pub duplicates: u32,
    /// Rows held back.
    pub quarantined: u32,
}

/// Taking an import back began, or ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Undone {
    /// How much is or was taken back.
    pub events: u32,
    /// How much stays because something later rests on it.
    pub kept: u32,
}

events! {
    /// What happens to the imports of a file.
    pub enum Event {
        #[doc = "An import of the file began."]
        Begun(Begun) = "import.begun" 1,
        #[doc = "The import came to its end."]
        Completed(Completed) = "import.completed" 1,
        #[doc = "Taking the import back began."]
        UndoBegun(Undone) = "import.undo-begun" 1,
        #[doc = "The import was taken back."]
        Undone(Undone) = "import.undone" 1,
    }
}

/// What may be asked of the imports of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begin, or go on with what was interrupted.
    Begin(Begun),
    /// Complete.
    Complete(Completed),
    /// Begin to take back, or go on with it.
    BeginUndo(Undone),
    /// End taking back.
    EndUndo(Undone),
}

/// Where the imports of a file stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Never imported.
    #[default]
    None,
    /// Begun; interrupted if nobody is at it.
    Begun,
    /// Completed.
    Completed,
    /// Being taken back; interrupted if nobody is at it.
    Undoing,
    /// Taken back.
    Undone,
}

/// The imports of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Import {
    /// Where they stand.
    pub state: State,
    /// How much stayed when it was taken back last: it can be tried again.
    kept: u32,
}

impl Entity for Import {
    const KIND: &'static str = "import";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, _: &Context<'_>) -> Decision<Event> {
        match (command, self.state) {
            (Command::Begin(asked), State::None | State::Completed | State::Undone) => {
                record(Event::Begun(asked.clone()))
            }
            (Command::Begin(_), State::Begun)
            | (Command::BeginUndo(_), State::Undoing)
            | (Command::Complete(_), State::Completed)
            | (Command::EndUndo(_), State::Undone) => Decision::Repeat,
            (Command::Begin(_), State::Undoing) => Decision::Refuse(Refusal::ImportUndoing),
            (Command::Complete(asked), State::Begun) => record(Event::Completed(*asked)),
            // What was interrupted may be taken back without being completed first.
            (Command::BeginUndo(asked), State::Begun | State::Completed) => {
                record(Event::UndoBegun(*asked))
            }
            (Command::BeginUndo(asked), State::Undone) if self.kept > 0 => {
                record(Event::UndoBegun(*asked))
            }
            (Command::EndUndo(asked), State::Undoing) => record(Event::Undone(*asked)),
            (Command::Complete(_), State::None | State::Undoing | State::Undone)
            | (Command::BeginUndo(_), State::None | State::Undone)
            | (Command::EndUndo(_), State::None | State::Begun | State::Completed) => {
                Decision::Refuse(Refusal::ImportUnknown)
            }
        }
    }

    fn evolve(&mut self, event: &Event) {
        self.state = match event {
            Event::Begun(_) => State::Begun,
            Event::Completed(_) => State::Completed,
            Event::UndoBegun(_) => State::Undoing,
            Event::Undone(undone) => {
                self.kept = undone.kept;
                State::Undone
            }
        };
    }
}
