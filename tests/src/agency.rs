//! An agency of a test, with units, heads, staff and a committee.

use domain::Role;
use domain::ids::derive_id;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::{Refused, answer};
use crate::persona::Persona;
use crate::world::World;

/// An agency.
#[derive(Clone, Copy)]
pub struct Agency<'w> {
    /// The world it is in.
    pub world: &'w World,
    /// Its code.
    pub code: &'w str,
}

/// A unit with its people.
#[derive(Clone)]
pub struct Unit<'w> {
    /// Its id.
    pub id: Uuid,
    /// Who heads it.
    pub head: Persona<'w>,
    /// The others who serve in it.
    pub staff: Vec<Persona<'w>>,
}

/// The units of an agency, and people who serve in none that nominates.
#[derive(Clone)]
pub struct Staff<'w> {
    /// The units that nominate.
    pub units: Vec<Unit<'w>>,
    /// Jurors, from outside.
    pub jurors: Vec<Persona<'w>>,
}

/// A number that is valid in form; serials from 900 on hardly occur.
#[must_use]
pub fn nip(number: usize) -> String {
    let (day, serial) = (1 + number % 28, 900 + number / 28);
    format!("198003{day:02}2005011{serial}")
}

impl<'w> Agency<'w> {
    /// Somebody with this id.
    #[must_use]
    pub fn persona(self, role: Role, id: Uuid) -> Persona<'w> {
        Persona {
            world: self.world,
            agency: self.code,
            id,
            role,
        }
    }

    fn official(self, role: Role, name: &str) -> Persona<'w> {
        self.persona(role, derive_id(&["e2e", name]))
    }

    /// Who administers the programme.
    #[must_use]
    pub fn office(self) -> Persona<'w> {
        self.official(Role::Administrator, "administrator")
    }

    /// Who ratifies.
    #[must_use]
    pub fn ratifier(self) -> Persona<'w> {
        self.official(Role::Ratifier, "ratifier")
    }

    /// Who may look at everything.
    #[must_use]
    pub fn auditor(self) -> Persona<'w> {
        self.official(Role::Auditor, "auditor")
    }

    /// A citizen.
    #[must_use]
    pub fn citizen(self, name: &str) -> Persona<'w> {
        self.official(Role::Citizen, name)
    }

    /// Units with a head and this many people each, and this many jurors from outside.
    pub async fn staffed(
        self,
        units: usize,
        people: usize,
        jurors: usize,
    ) -> Result<Staff<'w>, Refused> {
        let office = self.office();
        let mut made = Vec::new();
        for n in 0..units {
            made.push(office.registers_unit(&format!("dinas-{n}")).await?.id);
        }
        let per_unit = people + 1;
        let mut items: Vec<Value> = (0..units * per_unit)
            .map(|n| {
                json!({"kind": "pns", "unit": made[n / per_unit], "group": "pelaksana",
                       "name": {"full": format!("Pegawai Contoh {n}")}, "nip": nip(n), "from": "2020-01-01"})
            })
            .collect();
        items.extend((0..jurors).map(|n| {
            json!({"kind": "guest", "group": "none", "name": {"full": format!("Juri Contoh {n}")},
                   "from": "2020-01-01"})
        }));
        let ids = self.registers_all(&items).await?;
        let mut staff = Staff {
            units: Vec::new(),
            jurors: Vec::new(),
        };
        for (n, unit) in made.into_iter().enumerate() {
            let of = &ids[n * per_unit..(n + 1) * per_unit];
            office.appoints(unit, of[0]).await?;
            staff.units.push(Unit {
                id: unit,
                head: self.persona(Role::UnitHead, of[0]),
                staff: of[1..]
                    .iter()
                    .map(|id| self.persona(Role::Employee, *id))
                    .collect(),
            });
        }
        let outside = &ids[units * per_unit..];
        staff.jurors = outside
            .iter()
            .map(|id| self.persona(Role::Juror, *id))
            .collect();
        Ok(staff)
    }

    /// Registers many people at once; all of them must be taken.
    pub async fn registers_all(self, items: &[Value]) -> Result<Vec<Uuid>, Refused> {
        let request = self
            .office()
            .request(&reqwest::Method::POST, "/people/batch")
            .header("Idempotency-Key", Uuid::new_v4().to_string())
            .json(&json!({"items": items}));
        let (status, body) = answer(request).await;
        if status != 200 || body["recorded"] != items.len() {
            return Err(Refused::of(status, &body));
        }
        let answers = body["items"].as_array().cloned().unwrap_or_default();
        let id = |item: &Value| item["id"].as_str().and_then(|id| id.parse().ok());
        Ok(answers.iter().filter_map(id).collect())
    }
}
