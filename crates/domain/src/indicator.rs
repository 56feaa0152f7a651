//! The indicator catalogue (*manual indikator kinerja*, `PermenPANRB` 6/2022 p. 173–174).

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::record;
use crate::ids::{AgencyCode, IndicatorId, derive_id};
use crate::points::Measured;
use crate::text::{Code, Prose, Text, Title};
use crate::{Context, Decision, Entity, Reference, Refusal, events};

impl IndicatorId {
    /// The indicator with this code in this agency.
    #[must_use]
    pub fn of(agency: &AgencyCode, code: &Code) -> Self {
        Self(derive_id(&["indicator", agency.as_str(), code.as_str()]))
    }
}

/// A value in ten-thousandths of the indicator's unit: exact, written as a decimal such as `88.31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Value(i64);

/// A text that is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a value is a decimal number with at most four decimals, below a thousand million")]
pub struct BadValue;

impl Value {
    /// The value in ten-thousandths.
    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }
}

impl FromStr for Value {
    type Err = BadValue;
    fn from_str(text: &str) -> Result<Self, BadValue> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let fits = (1..=9).contains(&whole.len()) && fraction.len() <= 4;
        if !fits || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
            return Err(BadValue);
        }
        let number: i64 = format!("{whole}{fraction:0<4}")
            .parse()
            .map_err(|_| BadValue)?;
        Ok(Self(sign * number))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (
            self.0.unsigned_abs() / 10_000,
            self.0.unsigned_abs() % 10_000,
        );
        let decimals = format!("{fraction:04}");
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{decimals}")
    }
}

impl TryFrom<String> for Value {
    type Error = BadValue;
    fn try_from(text: String) -> Result<Self, BadValue> {
        text.parse()
    }
}

impl From<Value> for String {
    fn from(value: Value) -> Self {
        value.to_string()
    }
}

impl JsonSchema for Value {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Value".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^-?[0-9]{1,9}(\\.[0-9]{1,4})?$"})
    }
}

/// Whether more or less of it is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// How often it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// Each month.
    Monthly,
    /// Each quarter.
    Quarterly,
    /// Each year.
    Yearly,
}

/// Whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The agency's.
    Agency,
    /// Each unit's.
    Unit,
    /// Each person's.
    Person,
}

/// An indicator as the catalogue has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Defined {
    /// Its code within the agency.
    pub code: Code,
    /// Its name.
    pub name: Title,
    /// What it means and how it is computed.
    pub definition: Prose,
    /// The unit it is measured in, such as `persen`.
    pub measured_in: Text<40>,
    /// Whether more or less is better.
    pub direction: Direction,
    /// Where values come from.
    pub source: Title,
    /// How often it is measured.
    pub frequency: Frequency,
    /// Whose it is.
    pub owner: Owner,
}

/// An indicator is no longer measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Retired {
    /// Its code.
    pub code: Code,
}

events! {
    /// What happens to an indicator.
    pub enum Event {
        #[doc = "An indicator was defined, or defined anew."]
        Defined(Defined) = "indicator.defined" 1,
        #[doc = "An indicator is no longer measured."]
        Retired(Retired) = "indicator.retired" 1,
    }
}

/// What may be asked of an indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Define it, or define it anew.
    Define(Defined),
    /// Measure it no longer.
    Retire,
}

/// An indicator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indicator {
    defined: Option<Defined>,
    retired: bool,
}

impl Entity for Indicator {
    const KIND: &'static str = "indicator";
    type Event = Event;
    type Command = Command;

    fn decide(&self, command: &Command, _: &Context<'_>) -> Decision<Event> {
        match (command, &self.defined) {
            (Command::Define(asked), Some(known)) if asked == known && !self.retired => {
                Decision::Repeat
            }
            (Command::Define(asked), _) => record(Event::Defined(asked.clone())),
            (Command::Retire, None) => Decision::Refuse(Refusal::IndicatorUnknown),
            (Command::Retire, Some(_)) if self.retired => Decision::Repeat,
            (Command::Retire, Some(known)) => record(Event::Retired(Retired {
                code: known.code.clone(),
            })),
        }
    }

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Defined(defined) => {
                self.defined = Some(defined.clone());
                self.retired = false;
            }
            Event::Retired(_) => self.retired = true,
        }
    }
}

impl Reference {
    /// Whether a value of an indicator may be recorded for a person.
    pub(crate) fn may_measure(&self, measured: &Measured) -> Result<(), Refusal> {
        match self.indicators.get(&measured.indicator) {
            Some(Owner::Person) => Ok(()),
            Some(Owner::Unit | Owner::Agency) => Err(Refusal::IndicatorNotPersonal),
            None => Err(Refusal::IndicatorUnknown),
        }
    }
}
